import type { AttendanceState, LessonView } from '@/bindings'
import { formatShortDay, LESSON_HALF } from '@/shared/format'

export const NOT_HELD_REASONS = ['授课人临时有事', '天气原因', '会场停电', '改为集中收看']

export const STATE_TONE: Record<AttendanceState, 'good' | 'warn' | 'bad' | 'soft'> = {
  present: 'good', video: 'good', make_up: 'good', late: 'warn', early_leave: 'warn', official_leave: 'warn',
  sick_leave: 'warn', personal_leave: 'warn', absent: 'bad',
}

/** 3月9日 周二上午 */
export function lessonSlot(lesson: Pick<LessonView, 'day' | 'half'>): string {
  return `${formatShortDay(lesson.day)}${LESSON_HALF[lesson.half]}`
}
