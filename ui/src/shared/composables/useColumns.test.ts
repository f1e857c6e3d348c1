import { beforeEach, expect, test } from 'vitest'
import type { LxColumn } from '../grid/columns'
import { useColumns } from './useColumns'

const all = ['name', 'phone', 'job'].map((key): LxColumn<string> => ({ key, title: key, width: 90, text: () => '' }))
const keys = (list: { columns: { value: LxColumn<string>[] } }) => list.columns.value.map((column) => column.key)
beforeEach(() => localStorage.clear())

test('a_chosen_column_is_remembered_on_this_pc', () => {
  const list = useColumns('members', all, ['job'])
  expect(keys(list)).toEqual(['name', 'phone'])
  list.toggle('job')
  list.toggle('phone')
  expect(keys(useColumns('members', all, ['job']))).toEqual(['name', 'job'])
  expect(keys(useColumns('others', all))).toEqual(['name', 'phone', 'job'])
  list.reset()
  expect(keys(list)).toEqual(['name', 'phone'])
})

test('the_column_that_names_the_row_always_stays', () => {
  localStorage.setItem('lunxun.columns.members', '["name","phone"]')
  expect(keys(useColumns('members', all))).toEqual(['name', 'job'])
})

test('a_damaged_memory_is_no_memory', () => {
  localStorage.setItem('lunxun.columns.members', '{"a":')
  expect(keys(useColumns('members', all))).toEqual(['name', 'phone', 'job'])
})
