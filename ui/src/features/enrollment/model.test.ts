import { expect, test } from 'vitest'
import type { EnrollmentRow } from '@/bindings'
import { branchesOf, countStates, idsToSeat, seatedAfter } from './model'

test('those_who_left_are_not_in_the_total', () => {
  expect(countStates([{ state: 'arrived' }, { state: 'notified' }, { state: 'withdrawn' }, { state: 'completed' }])).toEqual({ total: 3, arrived: 2, waiting: 1, left: 1 })
})
const row = (id: string, branchName: string, venueId: string | null = null, state: EnrollmentRow['state'] = 'notified') => ({ id, branchName, venueId, state })
const seated = [row('a', '柳林村党支部'), row('b', '机关党支部'), row('c', '柳林村党支部', 'v2'), row('d', '柳林村党支部', null, 'withdrawn')]

test('a_whole_branch_is_seated_without_those_who_left', () => {
  expect(branchesOf(seated)[0]).toEqual({ name: '柳林村党支部', ids: ['a', 'c'], venueIds: [null, 'v2'] })
  expect(idsToSeat(seated, 'branch', ['b'], ['柳林村党支部'])).toEqual(['a', 'c'])
})
test('ticked_trainees_are_seated_whatever_branch_is_chosen', () => {
  expect(idsToSeat(seated, 'ticked', ['b', 'd'], ['柳林村党支部'])).toEqual(['b'])
})
test('who_sits_there_already_is_counted_once', () => {
  expect(seatedAfter(seated, 'v2', ['a', 'c'])).toBe(2)
  expect(seatedAfter(seated, null, ['c'])).toBe(3)
})
