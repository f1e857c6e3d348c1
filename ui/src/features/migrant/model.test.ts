import { expect, it } from 'vitest'
import { countLine, formOf, problemsOf, toneOf, toSave } from './model'

it('the heading names what is urgent and leaves out what is not there', () => {
  expect(countLine({ green: 20, yellow: 0, orange: 1, red: 2, unknown: 0 })).toBe('23 人在外，半年未联系 2，久未联系 1')
  expect(countLine({ green: 0, yellow: 0, orange: 0, red: 0, unknown: 0 })).toBe('没有在外的党员')
})
it('who is not in the register stands out like half a year of silence', () => expect(toneOf('unknown')).toBe('bad'))
it('a half-filled return window is not sent', () => {
  const form = { ...formOf(null), windows: [['2027-01-20', '2027-02-25'], ['2027-09-20', '']] as [string, string][] }
  expect(toSave(form).windows).toEqual([{ from: '2027-01-20', to: '2027-02-25' }])
})
it('a stay needs a person, a day and a place', () => expect(Object.keys(problemsOf(formOf(null)))).toEqual(['memberId', 'outOn', 'destination']))
