import type { AppraisalRow } from '@/bindings'

export type AppraisalForm = Pick<AppraisalRow, 'grade' | 'text' | 'archiveTarget' | 'selfSummary' | 'groupOpinion' | 'schoolOpinion' | 'sentByOpinion'>

export function formOf(row: AppraisalRow): AppraisalForm {
  const { grade, text, archiveTarget, selfSummary, groupOpinion, schoolOpinion, sentByOpinion } = row
  return { grade, text, archiveTarget, selfSummary, groupOpinion, schoolOpinion, sentByOpinion }
}

export function isSame(a: AppraisalForm, b: AppraisalForm): boolean {
  return (Object.keys(a) as (keyof AppraisalForm)[]).every((key) => a[key] === b[key])
}

/** Done: a grade, a text, and somebody has looked at it. */
export function isDone(row: Pick<AppraisalRow, 'grade' | 'text' | 'isDraft'>): boolean {
  return row.grade !== null && row.text.trim() !== '' && !row.isDraft
}

/** The word before the name: what is still to do. */
export function doneWord(row: Pick<AppraisalRow, 'grade' | 'text' | 'isDraft'> & { isStale?: boolean }): { mark: string; word: string; tone: 'good' | 'warn' | 'bad' } {
  if (isDone(row)) return { mark: '✓', word: '已写好', tone: 'good' }
  if (row.text.trim()) return { mark: '△', word: row.isStale ? '草稿与现在的记录不符，请重新生成' : row.grade ? '草稿，待看过' : '没有等次', tone: 'warn' }
  return { mark: '✕', word: '没有评语', tone: 'bad' }
}

/** Who comes after saving: the next one not done, going round; else simply the next. */
export function nextToDo(rows: AppraisalRow[], enrollmentId: string): string | null {
  const at = rows.findIndex((row) => row.enrollmentId === enrollmentId)
  const round = [...rows.slice(at + 1), ...rows.slice(0, Math.max(0, at))]
  return (round.find((row) => !isDone(row)) ?? rows[at + 1] ?? round[0])?.enrollmentId ?? null
}

export type CapView = { text: string; isOver: boolean }
/** 优秀 5 / 8, counting the choice on the screen that is not saved yet. */
export function capLine(rows: AppraisalRow[], cap: number, editing: { enrollmentId: string; grade: AppraisalRow['grade'] } | null): CapView {
  const count = rows.filter((row) => (row.enrollmentId === editing?.enrollmentId ? editing.grade : row.grade) === 'excellent').length
  return { text: `优秀 ${count} / ${cap}`, isOver: count > cap }
}
