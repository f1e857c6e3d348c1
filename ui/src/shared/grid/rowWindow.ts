/** Which pages of a long list to hold; pure, so that it can be tested without a screen. */
export const PAGE_ROWS = 100
const KEPT_PAGES = 24

export class RowWindow<Row> {
  private pages = new Map<number, Row[]>()
  private asked = new Set<number>()

  /** The row at `index`, or nothing while its page is on the way. */
  at(index: number): Row | undefined {
    return this.pages.get(Math.floor(index / PAGE_ROWS))?.[index % PAGE_ROWS]
  }

  /** Pages that rows `first..last` need and that nobody has asked for; marks them asked. */
  claim(first: number, last: number): number[] {
    const wanted: number[] = []
    for (let page = Math.floor(Math.max(0, first) / PAGE_ROWS); page <= Math.floor(last / PAGE_ROWS); page++) {
      if (this.pages.has(page) || this.asked.has(page)) continue
      this.asked.add(page)
      wanted.push(page)
    }
    return wanted
  }

  /** Takes a page in; the pages farthest from it go when there are too many. */
  put(page: number, rows: Row[]): void {
    this.asked.delete(page)
    this.pages.set(page, rows)
    if (this.pages.size <= KEPT_PAGES) return
    const farthest = [...this.pages.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))[0]
    if (farthest !== undefined) this.pages.delete(farthest)
  }

  /** A page that failed may be asked for again. */
  release(page: number): void {
    this.asked.delete(page)
  }

  clear(): void {
    this.pages.clear()
    this.asked.clear()
  }
}

/**
 * The row each reused slot shows: slot `i` of `count` keeps its element while its row changes, so that scrolling by a
 * line repaints one row.
 */
export function slotRows(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, slot) => first + ((((slot - first) % count) + count) % count))
}

/** First row to draw, with `over` rows of margin. */
export function firstRow(scrollTop: number, rowHeight: number, total: number, count: number, over: number): number {
  return Math.max(0, Math.min(total - count, Math.floor(scrollTop / rowHeight) - over))
}

/** Where a key takes the active row; `null` when the key is not ours. */
export function nextRow(key: string, row: number, total: number, page: number): number | null {
  const to = { ArrowDown: row + 1, ArrowUp: row - 1, PageDown: row + page, PageUp: row - page, Home: 0, End: total - 1 }[key]
  return to === undefined ? null : Math.max(0, Math.min(total - 1, to))
}
