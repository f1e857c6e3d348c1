import { expect, test } from 'vitest'
import type { HoursLine } from '@/bindings'
import { canReverse, earnedPercent, gapText } from './model'

const line = (over: Partial<HoursLine> & { isReversed?: boolean }) => ({ id: 'h', day: '2027-03-09', channel: 'theme_day', creditTenths: 20, basisLabel: '', basisId: null, note: '', proof: '', isReversed: false, ...over }) as HoursLine

test('the_bar_never_runs_over_and_a_target_of_nothing_is_met', () => {
  expect(earnedPercent({ targetTenths: 320, earnedTenths: 160 })).toBe(50)
  expect(earnedPercent({ targetTenths: 320, earnedTenths: 500 })).toBe(100)
  expect(earnedPercent({ targetTenths: 0, earnedTenths: 0 })).toBe(100)
})
test('the_gap_is_said_in_hours', () => {
  expect(gapText({ gapTenths: 85 })).toBe('还差 8.5 学时')
  expect(gapText({ gapTenths: 0 })).toBe('已达标')
})
test('a_line_is_taken_back_once_and_a_class_line_never', () => {
  expect(canReverse(line({}))).toBe(true)
  expect(canReverse(line({ isReversed: true }))).toBe(false)
  expect(canReverse(line({ channel: 'class' }))).toBe(false)
  expect(canReverse(line({ channel: 'reversal', creditTenths: -20 }))).toBe(false)
})
