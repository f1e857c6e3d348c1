import { expect, test } from 'vitest'
import type { LessonView } from '@/bindings'
import { daysOf, timetableRows, timetableSums } from './model'

const lesson = (over: Partial<LessonView>): LessonView => ({
  id: 'l', day: '2027-03-09', half: 'morning', courseId: null, courseTitle: '党章', instructorId: null, instructorName: null, roomId: null,
  roomName: null, venueIds: [], creditTenths: 40, didNotHappenReason: null, rollTaken: false, practicalPercent: 0, ...over,
})

test('every_day_of_the_class_has_a_row_and_so_has_a_stray_lesson', () => {
  expect(daysOf('2027-02-27', '2027-03-01', [lesson({ day: '2027-03-05' })])).toEqual(['2027-02-27', '2027-02-28', '2027-03-01', '2027-03-05'])
})
test('two_lessons_in_one_half_day_share_a_cell', () => {
  const rows = timetableRows(['2027-03-09'], [lesson({ id: 'a' }), lesson({ id: 'b' }), lesson({ id: 'c', half: 'evening' })])
  expect(rows[0]?.cells.map((cell) => cell.lessons.length)).toEqual([2, 0, 1])
})
test('a_lesson_that_was_not_held_gives_no_credit', () => {
  expect(timetableSums([lesson({ practicalPercent: 100 }), lesson({}), lesson({ didNotHappenReason: '停电' })])).toEqual({ count: 2, creditTenths: 80, practicalPercent: 50 })
  expect(timetableSums([]).practicalPercent).toBe(null)
})
