import { expect, it } from 'vitest'
import type { BlackoutView, CalendarDay } from '@/bindings'
import { blackoutsOn, moved, nameOf, spanOf, toneOf, weeksOf } from './almanac'

const day = (text: string, more: Partial<CalendarDay> = {}): CalendarDay => ({ day: text, lunar: '初一', lunarFull: '正月初一', term: null, mark: null, holiday: null, isThemeDay: false, ...more })
const closed = (kind: BlackoutView['kind'], name: string): BlackoutView => ({ id: name, name, kind, startsOn: '2027-05-25', endsOn: '2027-06-15', source: '' })

it('steps cross months and leap days', () => {
  expect(moved('2028-02-28', 1)).toBe('2028-02-29')
  expect(moved('2027-03-01', -7)).toBe('2027-02-22')
})
it('days chosen backwards are a stretch all the same', () => expect(spanOf('2027-03-05', '2027-03-02')).toEqual({ from: '2027-03-02', to: '2027-03-05' }))
it('weeks begin on Monday', () => {
  const weeks = weeksOf(['2027-05-01', '2027-05-02', '2027-05-03'].map((text) => day(text)))
  expect(weeks.map((week) => week.map((each) => each?.day.slice(8) ?? ''))).toEqual([['', '', '', '', '', '01', '02'], ['03', '', '', '', '', '', '']])
})
it('both ends of a stretch are closed', () => {
  const rows = [closed('harvest', '三夏')]
  expect(['2027-05-24', '2027-05-25', '2027-06-15', '2027-06-16'].map((text) => blackoutsOn(rows, text).length)).toEqual([0, 1, 1, 0])
})
it('a holiday outweighs a farm season, a closed day a make-up workday', () => {
  expect(toneOf(day('2027-06-09'), [closed('harvest', '三夏'), closed('holiday', '端午')])).toBe('off')
  expect(toneOf(day('2026-10-10', { mark: 'work' }), [closed('harvest', '三秋')])).toBe('harvest')
  expect(toneOf(day('2026-05-09', { mark: 'work' }), [])).toBe('work')
})
it('colours have words', () => {
  expect(nameOf(day('2026-05-09', { mark: 'work', holiday: '劳动节' }), [])).toBe('劳动节调休上班')
  expect(nameOf(day('2026-05-01', { mark: 'off', holiday: '劳动节' }), [closed('holiday', '劳动节')])).toBe('劳动节')
  expect(nameOf(day('2026-03-05', { isThemeDay: true }), [])).toBe('主题党日')
})
