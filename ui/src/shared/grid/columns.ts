export type Tone = 'good' | 'warn' | 'bad' | 'soft'

/** A column of `LxGrid`. Cells are plain text: library components in cells make old machines stutter. */
export type LxColumn<Row> = {
  key: string
  title: string
  /** Least width in pixels. */
  width: number
  /** Share of the room that is left; 0 keeps the width. */
  grow?: number
  align?: 'left' | 'right' | 'center'
  text: (row: Row) => string
  /** Colour of the text; the words must say the same, colour alone says nothing. */
  tone?: (row: Row) => Tone | undefined
}

/** `minmax` tracks of the columns, for the header and every row alike. */
export function gridTracks(columns: { width: number; grow?: number }[], isSelectable: boolean): string {
  const tracks = columns.map((c) => (c.grow ? `minmax(${c.width}px, ${c.grow}fr)` : `${c.width}px`))
  return (isSelectable ? ['44px', ...tracks] : tracks).join(' ')
}

export function gridMinWidth(columns: { width: number }[], isSelectable: boolean): number {
  return columns.reduce((sum, c) => sum + c.width, isSelectable ? 44 : 0)
}
