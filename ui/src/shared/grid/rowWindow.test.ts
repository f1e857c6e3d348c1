import { describe, expect, it } from 'vitest'
import { firstRow, nextRow, PAGE_ROWS, RowWindow, slotRows } from './rowWindow'

describe('slots', () => {
  it('scrolling_by_one_row_changes_one_slot', () => {
    const before = slotRows(10, 5)
    const after = slotRows(11, 5)
    expect([...before].sort((a, b) => a - b)).toEqual([10, 11, 12, 13, 14])
    expect([...after].sort((a, b) => a - b)).toEqual([11, 12, 13, 14, 15])
    expect(before.filter((row, slot) => row !== after[slot])).toHaveLength(1)
  })
  it('the_first_row_stays_inside_the_list', () => {
    expect(firstRow(0, 36, 1000, 30, 6)).toBe(0)
    expect(firstRow(36 * 999, 36, 1000, 30, 6)).toBe(970)
    expect(firstRow(0, 36, 10, 10, 6)).toBe(0)
  })
  it('keys_lead_to_rows_that_exist', () => {
    expect(nextRow('PageDown', 0, 5, 20)).toBe(4)
    expect(nextRow('Home', 3, 5, 20)).toBe(0)
    expect(nextRow('x', 3, 5, 20)).toBeNull()
  })
})

describe('window', () => {
  it('a_page_is_asked_for_once', () => {
    const window = new RowWindow<number>()
    expect(window.claim(-5, PAGE_ROWS + 3)).toEqual([0, 1])
    expect(window.claim(0, PAGE_ROWS + 3)).toEqual([])
    window.release(1)
    expect(window.claim(0, PAGE_ROWS + 3)).toEqual([1])
  })
  it('rows_are_found_by_their_place_in_the_whole_list', () => {
    const window = new RowWindow<string>()
    window.put(2, ['甲', '乙'])
    expect(window.at(2 * PAGE_ROWS + 1)).toBe('乙')
    expect(window.at(0)).toBeUndefined()
  })
  it('far_pages_are_let_go', () => {
    const window = new RowWindow<number>()
    for (let page = 0; page < 40; page++) window.put(page, [page])
    expect(window.at(0)).toBeUndefined()
    expect(window.at(39 * PAGE_ROWS)).toBe(39)
  })
})
