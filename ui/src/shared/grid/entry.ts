/** The rules of the entry grid, without a screen. Rows and columns count from 0; a cell's value is its text. */
export type Cell = { row: number; col: number }
export type CellChange = Cell & { from: string; to: string }
export type Size = { rows: number; cols: number }
export type Range = { top: number; bottom: number; left: number; right: number }

/** What Excel and WPS put on the clipboard: tabs, line ends, and quotes round cells that hold a line end. */
export function parseClipboard(text: string): string[][] {
  const rows: string[][] = [[]]
  const source = text.replace(/\r\n?/g, '\n').replace(/\n$/, '')
  let cell = ''
  let isQuoted = false
  for (let i = 0; i < source.length; i++) {
    const char = source[i] ?? ''
    if (isQuoted) {
      if (char !== '"') cell += char
      else if (source[i + 1] === '"') cell += source[i++]
      else isQuoted = false
    } else if (char === '"' && cell === '') isQuoted = true
    else if (char === '\t' || char === '\n') {
      rows[rows.length - 1]?.push(cell)
      cell = ''
      if (char === '\n') rows.push([])
    } else cell += char
  }
  rows[rows.length - 1]?.push(cell)
  return rows.map((row) => row.map((value) => value.replace(/\n/g, ' ').trim()))
}

export function formatClipboard(block: string[][]): string {
  return block.map((row) => row.map((cell) => (/[\t\n"]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell)).join('\t')).join('\r\n')
}

export type Pasted = { changes: CellChange[]; rows: number; cols: number; outside: number; readonly: number }

/** Lays a block on the grid from `at`. What falls outside or on a read-only column is counted, never written. */
export function pasteBlock(block: string[][], at: Range, size: Size, read: (cell: Cell) => string, canEdit: (cell: Cell) => boolean): Pasted {
  const result: Pasted = { changes: [], rows: block.length, cols: Math.max(...block.map((row) => row.length)), outside: 0, readonly: 0 }
  // One copied cell fills the whole selection, as in Excel.
  const single = block.length === 1 && block[0]?.length === 1 ? block[0][0] : undefined
  if (single !== undefined) {
    result.rows = at.bottom - at.top + 1
    result.cols = at.right - at.left + 1
  }
  for (let i = 0; i < result.rows; i++) {
    const line = single === undefined ? (block[i] ?? []) : Array<string>(result.cols).fill(single)
    line.forEach((to, j) => {
      const cell = { row: at.top + i, col: at.left + j }
      if (cell.row >= size.rows || cell.col >= size.cols) result.outside++
      else if (!canEdit(cell)) result.readonly++
      else if (read(cell) !== to) result.changes.push({ ...cell, from: read(cell), to })
    })
  }
  return result
}

export function pasteWords(pasted: Pasted, invalid: number): string {
  const parts = [`已粘贴 ${pasted.rows} 行 × ${pasted.cols} 列`]
  if (invalid) parts.push(`${invalid} 格不合规`)
  if (pasted.outside) parts.push(`${pasted.outside} 格超出表格，没有写入`)
  if (pasted.readonly) parts.push(`${pasted.readonly} 格不能修改，没有写入`)
  return parts.join('，')
}

/** Where a movement key leads; `null` when the key does not move. */
export function moveCell(from: Cell, key: string, isCtrl: boolean, size: Size, page: number): Cell | null {
  const far = Math.max(size.rows, size.cols)
  const step = isCtrl ? far : 1
  const { row, col } = from
  const moves: Record<string, Cell> = {
    ArrowDown: { row: row + step, col }, ArrowUp: { row: row - step, col },
    ArrowRight: { row, col: col + step }, ArrowLeft: { row, col: col - step },
    PageDown: { row: row + page, col }, PageUp: { row: row - page, col },
    Home: { row: isCtrl ? 0 : row, col: 0 }, End: { row: isCtrl ? far : row, col: far },
  }
  const to = moves[key]
  return to ? clampCell(to, size) : null
}

export function clampCell(cell: Cell, size: Size): Cell {
  const clamp = (value: number, most: number) => Math.max(0, Math.min(most - 1, value))
  return { row: clamp(cell.row, size.rows), col: clamp(cell.col, size.cols) }
}

export function rangeOf(a: Cell, b: Cell): Range {
  return { top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.col, b.col), right: Math.max(a.col, b.col) }
}

export function isInRange(range: Range, row: number, col: number): boolean {
  return row >= range.top && row <= range.bottom && col >= range.left && col <= range.right
}

export function cellsOf(range: Range): Cell[] {
  const cells: Cell[] = []
  for (let row = range.top; row <= range.bottom; row++) {
    for (let col = range.left; col <= range.right; col++) cells.push({ row, col })
  }
  return cells
}

/** 计数 6　求和 512　平均 85.3　最高 98　最低 60　未录 2 */
export function rangeWords(texts: string[]): string {
  const numbers = texts.filter((text) => /^-?\d+(\.\d+)?$/.test(text)).map(Number)
  const parts = [`共 ${texts.length} 格`]
  if (numbers.length) {
    const sum = numbers.reduce((a, b) => a + b, 0)
    parts.push(`计数 ${numbers.length}`, `求和 ${Number(sum.toFixed(1))}`, `平均 ${(sum / numbers.length).toFixed(1)}`)
    parts.push(`最高 ${Math.max(...numbers)}`, `最低 ${Math.min(...numbers)}`)
  }
  const empty = texts.filter((text) => text === '').length
  if (empty) parts.push(`未录 ${empty}`)
  return parts.join('　')
}

/** Steps back and forth; one paste, fill or deletion is one step. */
export class EditHistory {
  private past: CellChange[][] = []
  private future: CellChange[][] = []

  push(step: CellChange[]): void {
    this.past.push(step)
    if (this.past.length > 200) this.past.shift()
    this.future = []
  }

  /** The changes that take the last step back. */
  undo(): CellChange[] | null {
    const step = this.past.pop()
    if (!step) return null
    this.future.push(step)
    return step.map((change) => ({ ...change, from: change.to, to: change.from })).reverse()
  }

  redo(): CellChange[] | null {
    const step = this.future.pop()
    if (!step) return null
    this.past.push(step)
    return step
  }

  clear(): void {
    this.past = []
    this.future = []
  }
}
