import type { ConductKind, ConductRow } from '@/bindings'

/** What each kind usually counts; any score from −20 to 20 may stand. */
export const QUICK: { kind: ConductKind; label: string; score: number }[] = [
  { kind: 'speech', label: '积极发言', score: 2 }, { kind: 'homework', label: '作业认真', score: 2 }, { kind: 'notes', label: '笔记完整', score: 2 },
  { kind: 'good_deed', label: '好人好事', score: 3 }, { kind: 'duty', label: '值日服务', score: 1 }, { kind: 'violation', label: '违反纪律', score: -5 },
]

export function signed(score: number): string {
  return score > 0 ? `+${score}` : String(score)
}

/** The sum of each trainee's points. */
export function pointsOf(rows: Pick<ConductRow, 'enrollmentId' | 'score'>[]): Map<string, number> {
  const sums = new Map<string, number>()
  for (const { enrollmentId, score } of rows) sums.set(enrollmentId, (sums.get(enrollmentId) ?? 0) + score)
  return sums
}

/** Today where it lies within the class, else the nearest day of the class. */
export function dayWithin(today: string, startsOn: string, endsOn: string): string {
  return today < startsOn ? startsOn : today > endsOn ? endsOn : today
}
