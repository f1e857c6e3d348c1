import { describe, expect, test } from 'vitest'
import { composing, countsOf, dueLesson, matchesOf, moved, plainText, rollWords, startCursor, typed, type Findable, type RollCursor } from './model'

const NAMES = [['吉克木嘎', 'jkmg'], ['王建国', 'wjg'], ['王金贵', 'wjg'], ['单学文', 'sxw dxw'], ['张伟', 'zw']] as const
const rows: Findable[] = Array.from({ length: 60 }, (_, i) => ({
  seatNo: i + 1, name: NAMES[i]?.[0] ?? `学员${i}`, pinyinInitials: NAMES[i]?.[1] ?? `xy${i}`,
}))

/** Types as an input does: each key appends to what the box holds. */
function keys(text: string, from: RollCursor = startCursor()) {
  const marks: unknown[] = []
  let cursor = from
  for (const char of text) {
    if (char === '↵' || char === '↓') cursor = moved(cursor, char === '↵' ? 'Enter' : 'ArrowDown', rows) ?? cursor
    else {
      const step = typed(cursor, (cursor.mode === 'find' ? cursor.buffer : '') + char, rows)
      cursor = step.cursor
      if (step.mark) marks.push([step.mark.index + 1, step.mark.state])
    }
  }
  return { cursor, marks }
}

describe('roll by keyboard', () => {
  test('two_digits_are_a_seat_and_the_third_is_the_state', () => {
    expect(keys('072').marks).toEqual([[7, 'late']])
    expect(keys('427057').marks).toEqual([[42, 'absent'], [5, 'absent']])
  })
  test('a_single_digit_with_enter_is_a_seat_too', () => {
    expect(keys('7↵5').marks).toEqual([[7, 'sick_leave']])
  })
  test('after_a_mark_digits_are_seats_again', () => {
    const { cursor } = keys('072')
    expect(cursor).toMatchObject({ mode: 'find', buffer: '', index: 6 })
  })
  test('an_unknown_seat_says_so_and_marks_nobody', () => {
    const { cursor, marks } = keys('99')
    expect(marks).toEqual([])
    expect(cursor).toMatchObject({ mode: 'find', buffer: '', notice: '没有 99 号' })
  })
  test('unique_initials_select_at_once_and_the_rest_of_the_name_is_swallowed', () => {
    expect(keys('jkmg6').marks).toEqual([[1, 'personal_leave']])
    expect(keys('j4').marks).toEqual([[1, 'official_leave']])
  })
  test('ambiguous_initials_wait_for_enter', () => {
    expect(keys('wjg2').marks).toEqual([])
    expect(keys('wjg2').cursor.notice).toContain('2 人')
    expect(keys('wjg↓↵2').marks).toEqual([[3, 'late']])
  })
  test('both_readings_of_a_surname_find_the_person', () => {
    expect(matchesOf(rows, 'sxw')).toEqual([3])
    expect(matchesOf(rows, 'dxw')).toEqual([3])
  })
  test('arrows_select_the_neighbour_for_marking', () => {
    expect(keys('↓2↓7').marks).toEqual([[2, 'late'], [3, 'absent']])
  })
  test('enter_reopens_the_row_for_a_correction_and_zero_clears', () => {
    expect(keys('072↵0').marks).toEqual([[7, 'late'], [7, null]])
  })
  test('another_letter_in_mark_mode_looks_for_somebody_else', () => {
    expect(keys('07zw3').marks).toEqual([[5, 'early_leave']])
  })
  test('chinese_from_an_input_method_finds_by_name', () => {
    expect(typed(startCursor(), '单学', rows).cursor).toMatchObject({ mode: 'mark', index: 3 })
  })
  test('composing_moves_the_highlight_and_decides_nothing', () => {
    expect(composing(startCursor(), "z'w", rows)).toMatchObject({ mode: 'find', index: 4 })
  })
  test('full_width_digits_count_as_digits', () => {
    expect(plainText('０７')).toBe('07')
  })
  test('deleting_in_the_box_shortens_the_query', () => {
    const { cursor } = keys('wj')
    expect(typed(cursor, 'w', rows).cursor.buffer).toBe('w')
    expect(typed(cursor, '', rows).cursor.buffer).toBe('')
  })
})

test('unmarked_is_not_absent', () => {
  const counts = countsOf([{ state: null }, { state: 'late' }, { state: 'sick_leave' }, { state: 'early_leave' }, { state: 'present' }])
  expect(counts).toMatchObject({ due: 5, unmarked: 1, absent: 0, leave: 1, earlyLeave: 1, came: 3 })
})

test('the_oldest_half_day_without_a_roll_opens_first', () => {
  const lesson = (id: string, day: string, rollTaken: boolean) => ({ id, day, rollTaken, didNotHappenReason: null })
  const lessons = [lesson('a', '2027-03-09', true), lesson('b', '2027-03-09', false), lesson('c', '2027-03-10', false)]
  expect(dueLesson(lessons, '2027-03-09')).toBe('b')
  expect(dueLesson(lessons, '2027-03-01')).toBe('a')
  expect(dueLesson([], '2027-03-01')).toBe(null)
})

test('a_half_day_with_one_venue_marked_is_not_called_done', () => {
  const lesson = { day: '2027-03-09', rollTaken: true, didNotHappenReason: null }
  expect(rollWords(lesson, '2027-03-09', 48)).toBe('● 还差 48 人')
  expect(rollWords(lesson, '2027-03-09')).toBe('✓ 已点名')
  expect(rollWords({ ...lesson, rollTaken: false }, '2027-03-09')).toBe('● 待点名')
  expect(rollWords({ ...lesson, rollTaken: false }, '2027-03-08')).toBe('未到时间')
})
