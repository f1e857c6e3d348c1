import type { BlackoutView, CalendarDay } from '@/bindings'

const DAY_MS = 86_400_000

/** How a day is coloured; every colour has its word beside it. */
export type Tone = 'off' | 'harvest' | 'theme_day' | 'custom' | 'work' | 'open'

export function moved(day: string, by: number): string {
  return new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10)
}

/** Whichever end was chosen first. */
export function spanOf(a: string, b: string): { from: string; to: string } {
  return a <= b ? { from: a, to: b } : { from: b, to: a }
}

/** Rows of seven from Monday on, empty places before and behind the month. */
export function weeksOf(days: CalendarDay[]): (CalendarDay | null)[][] {
  const first = days[0]
  if (!first) return []
  const lead = (new Date(`${first.day}T00:00:00Z`).getUTCDay() + 6) % 7
  const cells = [...Array<null>(lead).fill(null), ...days]
  while (cells.length % 7) cells.push(null)
  return Array.from({ length: cells.length / 7 }, (_, row) => cells.slice(row * 7, row * 7 + 7))
}

export function blackoutsOn(blackouts: BlackoutView[], day: string): BlackoutView[] {
  return blackouts.filter((each) => each.startsOn <= day && each.endsOn >= day)
}

/** A closed day outweighs a make-up workday: the planner keeps off it all the same. */
export function toneOf(day: CalendarDay, closed: BlackoutView[]): Tone {
  const first = closed[0]
  if (closed.some((each) => each.kind === 'holiday' || each.kind === 'festival')) return 'off'
  if (first) return first.kind === 'harvest' || first.kind === 'theme_day' ? first.kind : 'custom'
  if (day.mark) return day.mark
  return day.isThemeDay ? 'theme_day' : 'open'
}

export function nameOf(day: CalendarDay, closed: BlackoutView[]): string {
  const names = closed.map((each) => each.name)
  if (day.mark === 'work') names.unshift(`${day.holiday ?? ''}调休上班`)
  else if (day.mark === 'off' && day.holiday && !names.some((name) => name.startsWith(day.holiday ?? ''))) names.unshift(day.holiday)
  if (day.isThemeDay && !closed.some((each) => each.kind === 'theme_day')) names.push('主题党日')
  return names.join('、')
}
