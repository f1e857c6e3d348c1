import { expect, test } from 'vitest'
import { seatings, venueName } from './seating'

const venues = [{ id: 'v2', name: '柳林村会场' }, { id: 'v3', name: '石桥村会场' }]
const sat = (...ids: (string | null)[]) => ids.map((venueId) => ({ venueId }))

test('a_class_in_one_room_has_one_seating', () => {
  expect(seatings(sat(null, null), venues)).toEqual([{ venueId: null, name: '主会场', rows: sat(null, null) }])
})
test('the_main_venue_comes_first_and_an_empty_venue_not_at_all', () => {
  expect(seatings(sat('v3', 'v2', null, 'v2'), venues).map((each) => [each.name, each.rows.length])).toEqual([['主会场', 1], ['柳林村会场', 2], ['石桥村会场', 1]])
  expect(seatings(sat('v3', null), venues).map((each) => each.venueId)).toEqual([null, 'v3'])
})
test('people_of_a_deleted_venue_are_still_listed_and_come_last', () => {
  expect(seatings(sat('gone', 'v2'), venues).map((each) => each.name)).toEqual(['柳林村会场', '村会场'])
  expect(venueName('gone', venues)).toBe('村会场')
})
