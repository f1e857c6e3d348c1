import type { DossierClass, DossierYear } from '@/bindings'
import { ENROLLMENT_STATE } from '@/shared/format'

/** Attended half-days of those due, in words. */
export function attendanceText(of: DossierClass['attendance']): string {
  const parts = [`应到 ${of.due} 个半天，实到 ${of.attended}`]
  if (of.late) parts.push(`迟到 ${of.late}`)
  if (of.leave) parts.push(`请假 ${of.leave}`)
  if (of.absent) parts.push(`旷课 ${of.absent}`)
  return parts.join('，')
}

export type Outcome = { text: string; tone: 'good' | 'bad' | 'soft' }
/** Whether the class was completed; before it is closed nobody can say. */
export function outcomeOf(record: Pick<DossierClass, 'completed' | 'state'>): Outcome {
  if (record.completed === true) return { text: ENROLLMENT_STATE.completed, tone: 'good' }
  if (record.completed === false) return { text: ENROLLMENT_STATE.not_completed, tone: 'bad' }
  return { text: record.state === 'cancelled' ? '班次已取消' : '还没有结班', tone: 'soft' }
}

type Examined = Pick<DossierClass, 'examMark' | 'retakeMark'> & { examAbsent?: boolean; exemptReason?: string | null }
export function examText(record: Examined): string {
  if (record.exemptReason) return `免考（${record.exemptReason}）`
  const first = record.examAbsent ? '缺考' : record.examMark === null ? '未录' : `${record.examMark} 分`
  return record.retakeMark === null ? first : `${first}，补考 ${record.retakeMark} 分`
}

export type YearRow = DossierYear & { gapTenths: number; isCurrent: boolean }
/** The years of a file, newest first. What is earned over the target makes no other year's gap smaller. */
export function yearsOf(years: DossierYear[], current: number): YearRow[] {
  return [...years]
    .sort((a, b) => b.year - a.year)
    .map((each) => ({ ...each, gapTenths: Math.max(0, each.targetTenths - each.earnedTenths), isCurrent: each.year === current }))
}
