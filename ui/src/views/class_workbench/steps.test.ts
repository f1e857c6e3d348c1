import { expect, test } from 'vitest'
import type { ClassView, GateItem, LessonView } from '@/bindings'
import { dueSteps, stepsOf } from './steps'

const gate = (code: string, missingCount: number): GateItem => ({ code, label: code, isDone: missingCount === 0, detail: '', waivedReason: null, missing: [], missingCount, isMoot: false })
const lesson = (day: string, rollTaken: boolean): LessonView => ({
  id: day, day, half: 'morning', courseId: null, courseTitle: '党章', instructorId: null, instructorName: null, roomId: null, roomName: null,
  venueIds: [], creditTenths: 40, didNotHappenReason: null, rollTaken, practicalPercent: 0,
})
const view = (over: Partial<ClassView>) => ({
  state: 'running', enrolled: 58, startsOn: '2027-03-09', lessons: [lesson('2027-03-09', false), lesson('2027-03-10', false)],
  gate: [gate('attendance', 3), gate('marks', 5), gate('appraisal', 58)], ...over,
}) as ClassView

test('a_draft_asks_for_what_the_notice_needs_and_then_for_the_notice', () => {
  expect(dueSteps(view({ state: 'draft', lessons: [], enrolled: 0 }), '2027-03-01')).toEqual(['timetable', 'trainees'])
  expect(dueSteps(view({ state: 'draft' }), '2027-03-01')).toEqual(['overview'])
})
test('on_the_day_the_roll_is_due', () => {
  expect(dueSteps(view({}), '2027-03-09')).toEqual(['roll'])
  expect(dueSteps(view({ state: 'notified' }), '2027-03-09')).toEqual(['roll'])
})
test('before_the_first_day_nothing_is_due', () => {
  expect(dueSteps(view({ state: 'notified' }), '2027-03-01')).toEqual([])
})
test('after_the_last_lesson_marks_and_appraisals_are_due_and_then_closing', () => {
  const taught = { state: 'taught' as const, lessons: [lesson('2027-03-09', true)] }
  expect(dueSteps(view(taught), '2027-03-11')).toEqual(['roll', 'marks', 'appraisal'])
  expect(dueSteps(view({ ...taught, gate: [gate('attendance', 0), gate('marks', 0), gate('appraisal', 0)] }), '2027-03-11')).toEqual(['close'])
})
test('a_closed_class_asks_for_nothing', () => {
  expect(stepsOf(view({ state: 'closed' }), '2027-04-01').filter((step) => step.status === 'now')).toEqual([])
})
