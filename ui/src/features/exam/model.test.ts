import { describe, expect, test } from 'vitest'
import type { MarkRow } from '@/bindings'
import { applyCell, cellText, checkCell, entriesOf, entryOf, EXEMPT_REASON, parseMark } from './model'

const row = (over: Partial<MarkRow> = {}): MarkRow => ({
  enrollmentId: 'e1', seatNo: 1, name: '王建国', branchName: '瓦拉村党支部', examMark: null, examAbsent: false, exemptReason: null, retakeMark: null,
  reflectionMark: null, conductMark: 80, attendanceMark: 100, compositeTenths: null, grade: null, formula: '', ...over,
}) as MarkRow
const sheet = { fullMark: 100, passMark: 60 }

describe('marks as typed', () => {
  test('an_empty_cell_is_not_a_zero', () => {
    expect(parseMark('')).toBe(null)
    expect(parseMark('0')).toBe(0)
    expect(parseMark('八十')).toBe(undefined)
    expect(parseMark('８６．５分')).toBe(86.5)
    expect(parseMark('86.55')).toBe(undefined)
  })
  test('a_mark_over_the_full_mark_says_so', () => {
    expect(checkCell('exam', '101', row(), sheet)).toContain('超过满分 100')
    expect(checkCell('exam', '-3', row(), sheet)).toContain('不是分数')
    expect(checkCell('reflection', '100', row(), { ...sheet, fullMark: 50 })).toBe(null)
  })
  test('absent_and_exempt_are_words', () => {
    expect(checkCell('exam', ' 缺考', row(), sheet)).toBe(null)
    expect(applyCell(entryOf(row({ examMark: 70 })), 'exam', '缺考')).toMatchObject({ examMark: null, examAbsent: true })
    expect(applyCell(entryOf(row()), 'exam', '免考')).toMatchObject({ exemptReason: EXEMPT_REASON })
    expect(applyCell(entryOf(row()), 'exam', '免考（年满八十）')).toMatchObject({ exemptReason: '年满八十' })
    expect(cellText('exam', row({ examAbsent: true }))).toBe('缺考')
  })
  test('a_retake_needs_a_failed_first_sitting', () => {
    expect(checkCell('retake', '70', row(), sheet)).toContain('还没有首次')
    expect(checkCell('retake', '70', row({ examMark: 61 }), sheet)).toContain('已及格')
    expect(checkCell('retake', '70', row({ examMark: 59 }), sheet)).toBe(null)
    expect(checkCell('retake', '70', row({ examAbsent: true }), sheet)).toBe(null)
  })
  test('clearing_the_first_sitting_clears_the_retake', () => {
    expect(applyCell(entryOf(row({ examMark: 50, retakeMark: 65 })), 'exam', '')).toMatchObject({ examMark: null, retakeMark: null })
  })
  test('two_cells_of_one_person_are_one_entry', () => {
    const edits = [{ row: row(), key: 'exam', to: '50' }, { row: row(), key: 'reflection', to: '88' }]
    expect(entriesOf(edits, new Map())).toEqual([{ ...entryOf(row()), examMark: 50, reflectionMark: 88 }])
  })
  test('what_waits_to_be_saved_is_not_lost_by_the_next_cell', () => {
    const waiting = new Map([['e1', { ...entryOf(row()), examMark: 50 }]])
    expect(entriesOf([{ row: row(), key: 'reflection', to: '88' }], waiting)[0]).toMatchObject({ examMark: 50, reflectionMark: 88 })
  })
})
