import type { AttendanceState, AttendanceSummary, LessonView } from '@/bindings'
import { formatShortDay, LESSON_HALF } from '@/shared/format'
import { countsOf } from './model'

/** One sign a state, as clerks write them on paper. */
export const STATE_SIGN: Record<AttendanceState, string> = {
  present: '√', late: '迟', early_leave: '早', official_leave: '公', sick_leave: '病', personal_leave: '事', absent: '旷', video: '视', make_up: '补',
}
/** In a half-day whose roll was taken somebody was left out. */
export const UNMARKED_SIGN = '？'

type Slot = Pick<LessonView, 'id' | 'day' | 'half' | 'rollTaken' | 'didNotHappenReason' | 'courseTitle'>
export type Counts = ReturnType<typeof countsOf>
/** `taken`: counts; `open`: 未点, nobody is marked yet; `not_held`: 未上课, not due. */
export type MatrixColumn = { id: string; half: string; title: string; status: 'taken' | 'open' | 'not_held'; counts: Counts }
export type MatrixDay = { day: string; title: string; span: number }
export type MatrixRow = { id: string; name: string; cells: (AttendanceState | null)[]; counts: Counts; hours: { attendedTenths: number; dueTenths: number } }
export type Matrix = { days: MatrixDay[]; columns: MatrixColumn[]; rows: MatrixRow[]; total: Counts }

export function statusOf(lesson: Pick<Slot, 'rollTaken' | 'didNotHappenReason'>): MatrixColumn['status'] {
  return lesson.didNotHappenReason ? 'not_held' : lesson.rollTaken ? 'taken' : 'open'
}

/** The days over the half-days, each as wide as it has lessons. */
export function daysOf(lessons: Pick<Slot, 'day'>[]): MatrixDay[] {
  const days: MatrixDay[] = []
  for (const { day } of lessons) {
    const last = days[days.length - 1]
    if (last?.day === day) last.span++
    else days.push({ day, title: formatShortDay(day), span: 1 })
  }
  return days
}

/** Trainees by half-days. Only half-days whose roll was taken are counted: the rest says nothing about anybody. */
export function matrixOf(summary: Pick<AttendanceSummary, 'rows' | 'lessons'>): Matrix {
  const lessons: Slot[] = summary.lessons
  const taken = new Set(lessons.filter((lesson) => statusOf(lesson) === 'taken').map((lesson) => lesson.id))
  const rows = summary.rows.map((line) => {
    const marks = new Map(line.cells.map((cell) => [cell.lessonId, cell.state]))
    return {
      id: line.enrollmentId, name: line.name, cells: lessons.map((lesson) => marks.get(lesson.id) ?? null),
      counts: countsOf(line.cells.filter((cell) => taken.has(cell.lessonId))), hours: { attendedTenths: line.attendedTenths, dueTenths: line.dueTenths },
    }
  })
  const columns = lessons.map((lesson, at) => ({
    id: lesson.id, half: LESSON_HALF[lesson.half], title: `${formatShortDay(lesson.day)}${LESSON_HALF[lesson.half]}　${lesson.courseTitle}`, status: statusOf(lesson),
    counts: countsOf(taken.has(lesson.id) ? rows.map((row) => ({ state: row.cells[at] ?? null })) : []),
  }))
  return { days: daysOf(lessons), columns, rows, total: countsOf(summary.rows.flatMap((line) => line.cells.filter((cell) => taken.has(cell.lessonId)))) }
}

/** What is counted at the right and at the foot, in the roll's own order. */
export const TOTALS: { key: keyof Counts; label: string; tone?: 'warn' | 'bad' }[] = [
  { key: 'came', label: '实到' }, { key: 'late', label: '迟到' }, { key: 'earlyLeave', label: '早退' }, { key: 'leave', label: '请假' },
  { key: 'absent', label: '旷课', tone: 'bad' }, { key: 'unmarked', label: '未登记', tone: 'warn' },
]

/** At the foot only what happened at all has a line, so that more people stay in sight. */
export function footOf(total: Counts): typeof TOTALS {
  return TOTALS.filter((each) => each.key === 'came' || total[each.key] > 0)
}
