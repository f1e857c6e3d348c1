import { expect, test } from 'vitest'
import { countStates, filterRows } from './model'

test('those_who_left_are_not_in_the_total', () => {
  expect(countStates([{ state: 'arrived' }, { state: 'notified' }, { state: 'withdrawn' }, { state: 'completed' }])).toEqual({ total: 3, arrived: 2, waiting: 1, left: 1 })
})
test('a_search_takes_name_branch_or_seat', () => {
  const rows = [{ name: '王建国', branchName: '瓦拉村党支部', seatNo: 1 }, { name: '张伟', branchName: '机关党支部', seatNo: 11 }]
  expect(filterRows(rows, '瓦拉')).toHaveLength(1)
  expect(filterRows(rows, '1')).toEqual([rows[0]])
  expect(filterRows(rows, ' ')).toHaveLength(2)
})
