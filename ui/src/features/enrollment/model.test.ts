import { expect, test } from 'vitest'
import type { EnrollmentRow } from '@/bindings'
import { branchesOf, countStates, filterRows, idsToSeat, seatedAfter } from './model'

test('those_who_left_are_not_in_the_total', () => {
  expect(countStates([{ state: 'arrived' }, { state: 'notified' }, { state: 'withdrawn' }, { state: 'completed' }])).toEqual({ total: 3, arrived: 2, waiting: 1, left: 1 })
})
test('a_search_takes_name_branch_or_seat', () => {
  const rows = [{ name: '王建国', branchName: '瓦拉村党支部', seatNo: 1 }, { name: '张伟', branchName: '机关党支部', seatNo: 11 }]
  expect(filterRows(rows, '瓦拉')).toHaveLength(1)
  expect(filterRows(rows, '1')).toEqual([rows[0]])
  expect(filterRows(rows, ' ')).toHaveLength(2)
})
test('a_search_takes_the_venue_too', () => {
  const rows = [{ name: '王建国', branchName: '瓦拉村党支部', seatNo: 1 }, { name: '张伟', branchName: '机关党支部', seatNo: 2 }]
  expect(filterRows(rows, '柳林', (row) => (row.seatNo === 2 ? '柳林村会场' : '主会场'))).toEqual([rows[1]])
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
