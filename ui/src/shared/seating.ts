import type { VenueView } from '@/bindings'

/** The main venue (主会场): the class's own room. In the data it is the absence of a village venue (村会场). */
export const MAIN_VENUE = '主会场'

type Seated = { venueId: string | null }
type Named = Pick<VenueView, 'id' | 'name'>
/** One venue of a class with those who sit there. */
export type Seating<R extends Seated = Seated> = { venueId: string | null; name: string; rows: R[] }

/** What a venue is called. One that was deleted since keeps its people, under a general word. */
export function venueName(venueId: string | null, venues: Named[]): string {
  return venueId === null ? MAIN_VENUE : (venues.find((venue) => venue.id === venueId)?.name ?? '村会场')
}

/** The venues that a class really sits in, the main one first, then in the order of the list. */
export function seatings<R extends Seated>(rows: R[], venues: Named[]): Seating<R>[] {
  const groups = new Map<string | null, R[]>()
  for (const row of rows) groups.set(row.venueId, [...(groups.get(row.venueId) ?? []), row])
  const place = (id: string | null) => {
    const at = venues.findIndex((venue) => venue.id === id)
    return id === null ? -1 : at < 0 ? venues.length : at
  }
  return [...groups]
    .map(([venueId, seated]) => ({ venueId, name: venueName(venueId, venues), rows: seated }))
    .sort((a, b) => place(a.venueId) - place(b.venueId))
}
