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

type InBranch = Pick<EnrollmentRow, 'id' | 'state' | 'branchName' | 'venueId'>
export type BranchOfClass = { name: string; ids: string[]; venueIds: (string | null)[] }

/** The branches of a class with those still in it, and where they sit now; the order is that of the list. */
export function branchesOf(rows: InBranch[]): BranchOfClass[] {
  const branches = new Map<string, BranchOfClass>()
  for (const row of rows.filter(isIn)) {
    const branch = branches.get(row.branchName) ?? { name: row.branchName, ids: [], venueIds: [] }
    branch.ids.push(row.id)
    if (!branch.venueIds.includes(row.venueId)) branch.venueIds.push(row.venueId)
    branches.set(row.branchName, branch)
  }
  return [...branches.values()]
}

/** Whom the seating is for: the ticked ones, or everybody of the chosen branches. */
export function idsToSeat(rows: InBranch[], by: 'ticked' | 'branch', ticked: string[], branchNames: string[]): string[] {
  if (by === 'branch') return branchesOf(rows).filter((branch) => branchNames.includes(branch.name)).flatMap((branch) => branch.ids)
  return rows.filter((row) => isIn(row) && ticked.includes(row.id)).map((row) => row.id)
}

/** How many will sit in a venue once `ids` are seated there. */
export function seatedAfter(rows: InBranch[], venueId: string | null, ids: string[]): number {
  return rows.filter((row) => isIn(row) && (row.venueId === venueId || ids.includes(row.id))).length
}
