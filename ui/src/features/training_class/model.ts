import type { ClassState, GateItem, MarkRow } from '@/bindings'

export type Advance = Exclude<ClassState, 'closed'>

/** The one step forward, and the side ways. Closing has its own command. */
export function forwardOf(state: ClassState): Advance | null {
  return ({ draft: 'notified', notified: 'running', running: 'taught', cancelled: 'draft' } as Partial<Record<ClassState, Advance>>)[state] ?? null
}

export function sideOf(state: ClassState): Advance[] {
  const side: Record<ClassState, Advance[]> = {
    draft: ['cancelled'], notified: ['draft', 'cancelled'], running: ['cancelled'], taught: ['running'], closed: [], cancelled: [],
  }
  return side[state]
}

/** Not done and not waived. */
export function openGates(gate: GateItem[]): GateItem[] {
  return gate.filter((item) => !item.isDone && item.waivedReason === null)
}

export type GateStanding = { kind: 'done' | 'waived' | 'open' | 'moot'; mark: string; word: string; tone: 'good' | 'warn' | 'bad' | 'soft' }

/**
 * How a gate stands. A gate that asks something of people is passed also when nobody has come to whom it applies
 * (`0人的成绩已齐`): that is no work done, and it is not shown as such.
 */
export function standingOf(item: Pick<GateItem, 'isDone' | 'waivedReason' | 'isMoot'>): GateStanding {
  if (item.isDone && item.isMoot) return { kind: 'moot', mark: '–', word: '不涉及', tone: 'soft' }
  if (item.isDone) return { kind: 'done', mark: '✓', word: '已齐', tone: 'good' }
  if (item.waivedReason !== null) return { kind: 'waived', mark: '△', word: '未齐，已放行', tone: 'warn' }
  return { kind: 'open', mark: '✕', word: '未齐', tone: 'bad' }
}

/** Where the work behind a gate is done. */
export function gateStep(code: string): 'overview' | 'timetable' | 'trainees' | 'roll' | 'marks' | 'conduct' | 'appraisal' {
  if (code.includes('timetable') || code.includes('lesson')) return 'timetable'
  if (code.includes('enroll') || code.includes('trainee') || code.includes('arriv')) return 'trainees'
  if (code.includes('attendance') || code.includes('roll') || code.includes('leave')) return 'roll'
  if (code.includes('mark') || code.includes('exam')) return 'marks'
  if (code.includes('conduct')) return 'conduct'
  if (code.includes('apprais')) return 'appraisal'
  return 'overview'
}

/** `阿措拉且、王建国等 7 人（项）`: what is missing, by name. */
const MISSING_SHOWN = 8
export function missingText(item: GateItem): string {
  // Enough to know who; the step itself shows them all.
  const shown = item.missing.slice(0, MISSING_SHOWN)
  const names = shown.join('、')
  return item.missingCount > shown.length ? `${names} 等 ${item.missingCount} 项` : names
}

export type AmendField = { target: 'attendance' | 'mark' | 'appraisal' | 'conduct'; field: string; label: string; kind: 'attendance' | 'number' | 'grade' | 'text' }
/** What an amendment (更正单) may change. */
export const AMEND_FIELDS: AmendField[] = [
  { target: 'attendance', field: 'state', label: '考勤', kind: 'attendance' },
  { target: 'mark', field: 'examMark' satisfies keyof MarkRow, label: '考试成绩', kind: 'number' },
  { target: 'mark', field: 'retakeMark' satisfies keyof MarkRow, label: '补考成绩', kind: 'number' },
  { target: 'mark', field: 'reflectionMark' satisfies keyof MarkRow, label: '心得成绩', kind: 'number' },
  { target: 'appraisal', field: 'grade', label: '鉴定等次', kind: 'grade' },
  { target: 'appraisal', field: 'text', label: '鉴定评语', kind: 'text' },
]
