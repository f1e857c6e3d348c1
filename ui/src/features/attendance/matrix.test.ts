import { expect, test } from 'vitest'
import type { AttendanceState, AttendanceSummary, LessonView } from '@/bindings'
import { daysOf, footOf, matrixOf } from './matrix'

const lesson = (id: string, day: string, half: LessonView['half'], over: Partial<LessonView> = {}) => ({ id, day, half, courseTitle: '党章', rollTaken: true, didNotHappenReason: null, ...over }) as LessonView
const lessons = [
  lesson('a', '2027-03-09', 'morning'), lesson('b', '2027-03-09', 'afternoon', { didNotHappenReason: '停电' }),
  lesson('c', '2027-03-10', 'morning'), lesson('d', '2027-03-10', 'afternoon', { rollTaken: false }),
]
const line = (id: string, ...states: (AttendanceState | null)[]): AttendanceSummary['rows'][number] =>
  ({ enrollmentId: id, name: id, cells: states.map((state, i) => ({ lessonId: lessons[i]!.id, state })), attendedTenths: 40, dueTenths: 120, permille: 333 })
const matrix = matrixOf({ lessons, rows: [line('e1', 'present', null, 'late', null), line('e2', 'absent', null, null, null)] })

test('a_half_day_without_a_roll_is_open_and_counts_for_nobody', () => {
  expect(matrix.columns.map((column) => column.status)).toEqual(['taken', 'not_held', 'taken', 'open'])
  expect(matrix.columns[3]?.counts).toMatchObject({ due: 0, unmarked: 0 })
  expect(matrix.rows[0]?.counts).toMatchObject({ due: 2, came: 2, late: 1, unmarked: 0 })
})
test('left_out_of_a_roll_that_was_taken_is_unmarked_and_not_absent', () => {
  expect(matrix.rows[1]?.counts).toMatchObject({ due: 2, absent: 1, unmarked: 1 })
  expect(matrix.columns[2]?.counts).toMatchObject({ due: 2, came: 1, unmarked: 1 })
})
test('totals_by_person_and_by_half_day_agree', () => {
  const came = (parts: { counts: { came: number } }[]) => parts.reduce((sum, each) => sum + each.counts.came, 0)
  expect(came(matrix.rows)).toBe(matrix.total.came)
  expect(came(matrix.columns)).toBe(matrix.total.came)
})
test('a_day_is_as_wide_as_its_half_days', () => {
  expect(daysOf(lessons).map((day) => [day.title, day.span])).toEqual([['3月9日 周二', 2], ['3月10日 周三', 2]])
})
test('the_foot_lists_what_happened_and_always_who_came', () => {
  expect(footOf(matrix.total).map((each) => each.label)).toEqual(['实到', '迟到', '旷课', '未登记'])
  expect(footOf(matrixOf({ lessons: [], rows: [] }).total).map((each) => each.label)).toEqual(['实到'])
})
