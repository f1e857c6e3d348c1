import { expect, test } from 'vitest'
import { dayWithin, pointsOf, signed } from './model'

test('points_of_one_trainee_add_up', () => {
  expect(pointsOf([{ enrollmentId: 'a', score: 2 }, { enrollmentId: 'b', score: -5 }, { enrollmentId: 'a', score: 3 }]).get('a')).toBe(5)
  expect(signed(3)).toBe('+3')
  expect(signed(-5)).toBe('-5')
})
test('a_line_is_dated_within_the_class', () => {
  expect(dayWithin('2027-04-01', '2027-03-09', '2027-03-10')).toBe('2027-03-10')
  expect(dayWithin('2027-03-01', '2027-03-09', '2027-03-10')).toBe('2027-03-09')
  expect(dayWithin('2027-03-09', '2027-03-09', '2027-03-10')).toBe('2027-03-09')
})
