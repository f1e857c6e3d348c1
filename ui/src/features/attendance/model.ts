import type { AttendanceState, LessonView, RollCounts, RollRow } from '@/bindings'

/** One key a state. 0 takes the mark back. */
export const ROLL_KEYS: { key: string; state: AttendanceState | null; label: string }[] = [
  { key: '1', state: 'present', label: '出勤' }, { key: '2', state: 'late', label: '迟到' },
  { key: '3', state: 'early_leave', label: '早退' }, { key: '4', state: 'official_leave', label: '公假' },
  { key: '5', state: 'sick_leave', label: '病假' }, { key: '6', state: 'personal_leave', label: '事假' },
  { key: '7', state: 'absent', label: '旷课' }, { key: '8', state: 'video', label: '视频' },
  { key: '9', state: 'make_up', label: '补课' }, { key: '0', state: null, label: '清除' },
]

export type Findable = Pick<RollRow, 'seatNo' | 'name' | 'pinyinInitials'>
/**
 * Digits mean two things, so the roll is always in one of two modes and says which. `find`: digits are a seat number,
 * always as wide as the greatest one (07), letters are initials. `mark`: one digit is a state; then back to `find`.
 */
export type RollCursor = { mode: 'find' | 'mark'; buffer: string; index: number; notice: string }
export type RollStep = { cursor: RollCursor; mark?: { index: number; state: AttendanceState | null } }

export function startCursor(): RollCursor {
  return { mode: 'find', buffer: '', index: 0, notice: '' }
}

/** How many digits a seat number is typed with. */
export function seatWidth(rows: Findable[]): number {
  return Math.max(2, String(Math.max(0, ...rows.map((row) => row.seatNo ?? 0))).length)
}

/** Full-width letters and digits become plain ones; the apostrophes that an input method puts between syllables go. */
export function plainText(text: string): string {
  return text.normalize('NFKC').replace(/[\s'’]/g, '').toLowerCase()
}

function isDigits(text: string): boolean {
  return /^\d+$/.test(text)
}

/** Rows that a query fits: seat number, the beginning of any reading's initials, or part of the name. */
export function matchesOf(rows: Findable[], query: string): number[] {
  if (!query) return []
  const fits = (row: Findable) => {
    if (isDigits(query)) return row.seatNo === Number(query)
    if (/^[a-z]+$/.test(query)) return row.pinyinInitials.toLowerCase().split(/[\s|,/]+/).some((word) => word.startsWith(query))
    return row.name.includes(query)
  }
  return rows.flatMap((row, index) => (fits(row) ? [index] : []))
}

function select(cursor: RollCursor, index: number, buffer = ''): RollCursor {
  return { ...cursor, mode: 'mark', index, buffer, notice: '' }
}

/** What the input holds after a key or a composition: all of it, the model keeps nothing else. */
export function typed(cursor: RollCursor, value: string, rows: Findable[]): RollStep {
  let step: RollStep = { cursor }
  const text = plainText(value)
  const before = cursor.mode === 'find' ? cursor.buffer : ''
  if (cursor.mode === 'find' && !text.startsWith(before)) return { cursor: find(cursor, text, rows) }
  for (const char of text.slice(before.length)) {
    const next = press(step.cursor, char, rows)
    step = { cursor: next.cursor, mark: next.mark ?? step.mark }
  }
  return step
}

function press(cursor: RollCursor, char: string, rows: Findable[]): RollStep {
  if (cursor.mode === 'mark') {
    const key = ROLL_KEYS.find((each) => each.key === char)
    if (key) return { cursor: { mode: 'find', buffer: '', index: cursor.index, notice: '' }, mark: { index: cursor.index, state: key.state } }
    // `jk` was enough to find 吉克木嘎; the rest of `jkmg` belongs to the same person.
    const longer = cursor.buffer + char
    if (cursor.buffer && matchesOf(rows, longer).includes(cursor.index)) return { cursor: { ...cursor, buffer: longer } }
    return { cursor: find(cursor, char, rows) }
  }
  if (cursor.buffer && isDigits(char) !== isDigits(cursor.buffer)) {
    const many = matchesOf(rows, cursor.buffer).length
    const notice = many > 1 ? `“${cursor.buffer}”有 ${many} 人，请按 ↑↓ 选定，再按 Enter` : '请先按 Enter 选定，或按 Esc 重来'
    return { cursor: { ...cursor, notice } }
  }
  return { cursor: find(cursor, cursor.buffer + char, rows) }
}

function find(cursor: RollCursor, buffer: string, rows: Findable[]): RollCursor {
  const next: RollCursor = { mode: 'find', buffer, index: cursor.index, notice: '' }
  if (!buffer) return next
  const found = matchesOf(rows, buffer)
  const first = found[0]
  if (isDigits(buffer)) {
    if (buffer.length < seatWidth(rows)) return next
    return first === undefined ? { ...next, buffer: '', notice: `没有 ${Number(buffer)} 号` } : select(next, first)
  }
  if (first === undefined) return { ...next, buffer: '', notice: `没有找到“${buffer}”` }
  return found.length === 1 ? select(next, first, buffer) : { ...next, index: first, notice: `有 ${found.length} 人，↑↓ 选，Enter 定` }
}

/** While composing in an input method nothing is decided, the list only follows. */
export function composing(cursor: RollCursor, data: string, rows: Findable[]): RollCursor {
  const first = matchesOf(rows, plainText(data))[0]
  return first === undefined ? cursor : { ...cursor, index: first }
}

/** Arrow keys, Enter and Esc; `null` when the key is not ours. */
export function moved(cursor: RollCursor, key: string, rows: Findable[]): RollCursor | null {
  const { mode, buffer, index } = cursor
  const last = rows.length - 1
  if (last < 0) return null
  if (key === 'ArrowDown' || key === 'ArrowUp') {
    const by = key === 'ArrowDown' ? 1 : -1
    const found = mode === 'find' ? matchesOf(rows, buffer) : []
    if (found.length > 1) return { ...cursor, index: found[(found.indexOf(index) + by + found.length) % found.length] ?? index }
    return select(cursor, Math.max(0, Math.min(last, index + by)))
  }
  if (key === 'Home' || key === 'End') return select(cursor, key === 'Home' ? 0 : last)
  if (key === 'Escape') return { mode: 'find', buffer: '', index, notice: '' }
  if (key !== 'Enter') return null
  if (!buffer || mode === 'mark') return select(cursor, index)
  const found = matchesOf(rows, buffer)
  if (found.includes(index)) return select(cursor, index)
  return found[0] === undefined ? { ...cursor, buffer: '', notice: `没有 ${buffer} 号` } : select(cursor, found[0])
}

/** The bar under the roll, counted over what the screen shows, saved or not yet. */
export function countsOf(rows: { state: AttendanceState | null }[]): RollCounts & { came: number } {
  const counts = { due: rows.length, came: 0, present: 0, late: 0, earlyLeave: 0, leave: 0, absent: 0, unmarked: 0 }
  for (const { state } of rows) {
    if (state === null) counts.unmarked++
    else if (state === 'late') counts.late++
    else if (state === 'early_leave') counts.earlyLeave++
    else if (state === 'absent') counts.absent++
    else if (state.endsWith('_leave')) counts.leave++
    else counts.present++
  }
  // 实到 are those who were in the room at all; lateness and leaving early are counted beside it.
  counts.came = counts.present + counts.late + counts.earlyLeave
  return counts
}

/** The half-day to open first: the oldest one that is over or on and has no roll, else the last that has come. */
export function dueLesson(lessons: Pick<LessonView, 'id' | 'day' | 'rollTaken' | 'didNotHappenReason'>[], today: string): string | null {
  const come = lessons.filter((lesson) => lesson.day <= today)
  const open = come.find((lesson) => !lesson.rollTaken && !lesson.didNotHappenReason)
  return (open ?? come[come.length - 1] ?? lessons[0])?.id ?? null
}

/** How far the roll of a half-day is; `open` are those not marked, where that is known. */
export function rollWords(lesson: Pick<LessonView, 'day' | 'rollTaken' | 'didNotHappenReason'>, today: string, open = 0): string {
  if (lesson.didNotHappenReason) return '未上课'
  if (lesson.rollTaken) return open ? `● 还差 ${open} 人` : '✓ 已点名'
  return lesson.day > today ? '未到时间' : '● 待点名'
}
