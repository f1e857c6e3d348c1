import { expect, it } from 'vitest'
import type { BlackoutView } from '@/bindings'
import { blockedDays, daysOf, formOf, monthsOf, problemsOf } from './model'

const day = (startsOn: string, endsOn: string): BlackoutView => ({ id: startsOn, name: '', startsOn, endsOn, kind: 'custom', source: '' })

it('both ends of a stretch count', () => expect(daysOf(day('2027-02-05', '2027-02-12'))).toBe(8))
it('days named twice and days of other years are not counted', () => {
  expect(blockedDays([day('2026-12-30', '2027-01-02'), day('2027-01-02', '2027-01-03')], 2027)).toBe(3)
})
it('a stretch from last year stands in January', () => {
  expect(monthsOf([day('2027-03-01', '2027-03-01'), day('2026-12-30', '2027-01-02')], 2027).map((each) => each.month)).toEqual([1, 3])
})
it('an end before the beginning is refused', () => {
  expect(problemsOf({ ...formOf(null), name: '农忙', startsOn: '2027-04-02', endsOn: '2027-04-01' })).toHaveProperty('endsOn')
})
