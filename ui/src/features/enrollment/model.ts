import type { EnrollmentRow, EnrollmentState } from '@/bindings'

/** What one may do to the ticked trainees; who is in another state already is counted, not stopped. */
export const MOVES: { state: EnrollmentState; label: string; needsReason: boolean }[] = [
  { state: 'arrived', label: '报到', needsReason: false },
  { state: 'notified', label: '退回已通知', needsReason: false },
  { state: 'substituted', label: '由他人顶替', needsReason: true },
  { state: 'withdrawn', label: '退训', needsReason: true },
]

/** Those still in the class. */
export function isIn(row: Pick<EnrollmentRow, 'state'>): boolean {
  return row.state !== 'withdrawn' && row.state !== 'substituted'
}

export function countStates(rows: Pick<EnrollmentRow, 'state'>[]): { total: number; arrived: number; waiting: number; left: number } {
  const left = rows.filter((row) => !isIn(row)).length
  const waiting = rows.filter((row) => row.state === 'planned' || row.state === 'notified').length
  return { total: rows.length - left, arrived: rows.length - left - waiting, waiting, left }
}

export function filterRows<R extends Pick<EnrollmentRow, 'name' | 'branchName' | 'seatNo'>>(rows: R[], query: string): R[] {
  const words = query.trim()
  return words ? rows.filter((row) => row.name.includes(words) || row.branchName.includes(words) || String(row.seatNo) === words) : rows
}
