import { expect, test } from 'vitest'
import type { DossierClass } from '@/bindings'
import { attendanceText, examText, outcomeOf, yearsOf } from './model'

test('nobody_is_said_to_have_failed_before_the_class_is_closed', () => {
  expect(outcomeOf({ completed: null, state: 'running' })).toEqual({ text: '还没有结班', tone: 'soft' })
  expect(outcomeOf({ completed: false, state: 'closed' }).tone).toBe('bad')
})
test('a_missing_mark_is_not_a_zero', () => {
  expect(examText({ examMark: null, retakeMark: null })).toBe('未录')
  expect(examText({ examMark: 52, retakeMark: 66 })).toBe('52 分，补考 66 分')
  expect(examText({ examMark: null, retakeMark: null, exemptReason: '年满八十' })).toBe('免考（年满八十）')
})
test('only_what_happened_is_named', () => {
  const attendance = { due: 4, attended: 3, late: 1, leave: 0, absent: 1, permille: 750 } as DossierClass['attendance']
  expect(attendanceText(attendance)).toBe('应到 4 个半天，实到 3，迟到 1，旷课 1')
})
test('every_year_has_its_own_gap_and_the_newest_comes_first', () => {
  const years = [{ year: 2025, targetTenths: 320, earnedTenths: 400 }, { year: 2026, targetTenths: 320, earnedTenths: 0 }, { year: 2027, targetTenths: 560, earnedTenths: 235 }]
  expect(yearsOf(years, 2027).map((each) => [each.year, each.gapTenths, each.isCurrent])).toEqual([[2027, 325, true], [2026, 320, false], [2025, 0, false]])
})
