import { expect, test } from 'vitest'
import type { AppraisalRow } from '@/bindings'
import { capLine, doneWord, isDone, nextToDo } from './model'

const row = (id: string, over: Partial<AppraisalRow> = {}) => ({ enrollmentId: id, name: id, grade: 'pass', text: '好', isDraft: false, ...over }) as AppraisalRow

test('a_draft_nobody_has_read_is_not_done', () => {
  expect(isDone(row('a'))).toBe(true)
  expect(isDone(row('a', { isDraft: true }))).toBe(false)
  expect(doneWord(row('a', { grade: null })).word).toBe('没有等次')
  expect(doneWord(row('a', { text: ' ' })).word).toBe('没有评语')
})
test('after_saving_comes_the_next_one_not_done', () => {
  const rows = [row('a', { text: '' }), row('b'), row('c'), row('d', { isDraft: true })]
  expect(nextToDo(rows, 'b')).toBe('d')
  expect(nextToDo(rows, 'd')).toBe('a')
  expect(nextToDo([row('a'), row('b')], 'a')).toBe('b')
  expect(nextToDo([row('a')], 'a')).toBe(null)
})
test('the_cap_counts_the_choice_not_yet_saved', () => {
  const rows = [row('a', { grade: 'excellent' }), row('b')]
  expect(capLine(rows, 1, { enrollmentId: 'b', grade: 'excellent' })).toEqual({ text: '优秀 2 / 1', isOver: true })
  expect(capLine(rows, 1, null)).toEqual({ text: '优秀 1 / 1', isOver: false })
})
