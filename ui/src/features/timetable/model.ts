import type { LessonHalf, LessonView } from '@/bindings'

export const HALVES: LessonHalf[] = ['morning', 'afternoon', 'evening']
export type TimetableRow = { day: string; cells: { half: LessonHalf; lessons: LessonView[] }[] }

/** Every day from the first to the last, and days outside that hold a lesson all the same. */
export function daysOf(startsOn: string, endsOn: string, lessons: Pick<LessonView, 'day'>[]): string[] {
  const days = new Set(lessons.map((lesson) => lesson.day))
  const last = Date.parse(`${endsOn}T00:00:00Z`)
  for (let at = Date.parse(`${startsOn}T00:00:00Z`), n = 0; at <= last && n < 60; at += 86_400_000, n++) days.add(new Date(at).toISOString().slice(0, 10))
  return [...days].sort()
}

export function timetableRows(days: string[], lessons: LessonView[]): TimetableRow[] {
  return days.map((day) => ({
    day, cells: HALVES.map((half) => ({ half, lessons: lessons.filter((lesson) => lesson.day === day && lesson.half === half) })),
  }))
}

/** Credit of what is held, and the share of it that is practice, in whole percent. */
export function timetableSums(lessons: LessonView[]): { count: number; creditTenths: number; practicalPercent: number | null } {
  const held = lessons.filter((lesson) => !lesson.didNotHappenReason)
  const creditTenths = held.reduce((sum, lesson) => sum + lesson.creditTenths, 0)
  const practical = held.reduce((sum, lesson) => sum + lesson.creditTenths * lesson.practicalPercent, 0)
  return { count: held.length, creditTenths, practicalPercent: creditTenths ? Math.round(practical / creditTenths) : null }
}
