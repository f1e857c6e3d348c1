import { describe, expect, it } from 'vitest'
import { EditHistory, formatClipboard, moveCell, parseClipboard, pasteBlock, pasteWords, rangeOf, rangeWords } from './entry'

const size = { rows: 3, cols: 3 }

describe('clipboard', () => {
  it('a_block_from_excel_keeps_rows_and_columns', () => {
    expect(parseClipboard('85\t90\r\n70\t\r\n')).toEqual([['85', '90'], ['70', '']])
  })
  it('a_quoted_cell_may_hold_a_line_end', () => {
    expect(parseClipboard('"a\nb"\t"说""好"""')).toEqual([['a b', '说"好"']])
    expect(parseClipboard(formatClipboard([['a\tb', 'c']]))).toEqual([['a\tb', 'c']])
  })
  it('what_falls_outside_or_on_read_only_cells_is_counted_and_not_written', () => {
    const pasted = pasteBlock([['甲', '1', '2', '9'], ['乙', '3', '4', '9']], rangeOf({ row: 2, col: 0 }, { row: 2, col: 0 }), size, () => '', (cell) => cell.col > 0)
    expect(pasted.changes).toEqual([{ row: 2, col: 1, from: '', to: '1' }, { row: 2, col: 2, from: '', to: '2' }])
    expect(pasteWords(pasted, 1)).toBe('已粘贴 2 行 × 4 列，1 格不合规，5 格超出表格，没有写入，1 格不能修改，没有写入')
  })
  it('one_copied_cell_fills_the_selection', () => {
    const pasted = pasteBlock([['80']], rangeOf({ row: 0, col: 1 }, { row: 2, col: 1 }), size, () => '', () => true)
    expect(pasted.changes.map((c) => c.row)).toEqual([0, 1, 2])
  })
  it('a_cell_that_already_holds_the_text_is_no_change', () => {
    expect(pasteBlock([['80']], rangeOf({ row: 0, col: 0 }, { row: 0, col: 0 }), size, () => '80', () => true).changes).toEqual([])
  })
})

describe('movement', () => {
  it('keys_move_as_in_excel_and_stop_at_the_edge', () => {
    const at = { row: 1, col: 1 }
    expect(moveCell(at, 'ArrowDown', false, size, 10)).toEqual({ row: 2, col: 1 })
    expect(moveCell(at, 'ArrowDown', true, size, 10)).toEqual({ row: 2, col: 1 })
    expect(moveCell({ row: 0, col: 0 }, 'ArrowUp', false, size, 10)).toEqual({ row: 0, col: 0 })
    expect(moveCell(at, 'Home', true, size, 10)).toEqual({ row: 0, col: 0 })
    expect(moveCell(at, 'End', true, size, 10)).toEqual({ row: 2, col: 2 })
    expect(moveCell(at, 'a', false, size, 10)).toBeNull()
  })
})

describe('history', () => {
  it('a_paste_is_one_step_back_and_forth', () => {
    const history = new EditHistory()
    const step = [{ row: 0, col: 0, from: '', to: '1' }, { row: 1, col: 0, from: '5', to: '2' }]
    history.push(step)
    expect(history.undo()).toEqual([{ row: 1, col: 0, from: '2', to: '5' }, { row: 0, col: 0, from: '1', to: '' }])
    expect(history.undo()).toBeNull()
    expect(history.redo()).toEqual(step)
  })
  it('a_new_edit_forgets_what_was_undone', () => {
    const history = new EditHistory()
    history.push([{ row: 0, col: 0, from: '', to: '1' }])
    history.undo()
    history.push([{ row: 0, col: 0, from: '', to: '2' }])
    expect(history.redo()).toBeNull()
  })
})

it('the_status_counts_numbers_and_what_is_missing', () => {
  expect(rangeWords(['80', '90', '', '缺考'])).toBe('共 4 格　计数 2　求和 170　平均 85.0　最高 90　最低 80　未录 1')
})
