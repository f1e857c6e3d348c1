import { expect, test } from 'vitest'
import type { AnnualPlanSummary, LinkedClass, PlanItemView, PlanTargetView } from '@/bindings'
import { checkFigure, comparedBy, editedTargets, itemForm, obviousItems, ordered, trialOf, unevenWords } from './model'

const item = (over: Partial<PlanItemView>): PlanItemView => ({
  id: 'i1', lineId: 'i1', name: '春季轮训', tier: 'township', traineeKind: 'member', segmentId: null, segmentName: '', audience: '', courseIds: ['k1'],
  courseTitles: ['党章'], creditTenths: 40, month: 3, days: 2, size: 100, sessions: 4, venueId: null, venueName: '', budgetFen: 1200000, owner: '',
  countyItemId: null, countyTitle: '', note: '', ...over,
})
const target = (branchId: string, persons: number): PlanTargetView => ({ branchId, branchName: branchId, dueCount: persons, persons, hours: persons * 32, sessions: 1 })
const plan = (id: string, version: number, basedOnId: string | null): AnnualPlanSummary => ({
  id, year: 2027, version, state: 'issued', documentNo: '', decisionOn: null, decisionNo: '', issuedOn: null, adjustReason: '', basedOnId, itemCount: 1,
})

test('a difference from the town is said figure by figure and agreement says nothing', () => {
  const town = { persons: 100, hours: 3200, sessions: 12 }
  expect(unevenWords(town, { persons: 98, hours: 3200, sessions: 13 })).toBe('人数合计 98，少 2；期数合计 13，多 1')
  expect(unevenWords(town, town)).toBe('')
})

test('edits of one branch become one row that keeps what was not touched', () => {
  const rows = [target('石桥', 40), target('柳林', 20)]
  const [one] = rows
  if (!one) throw new Error('no row')
  expect(editedTargets(rows, [{ row: one, key: 'persons', to: ' 42' }, { row: one, key: 'sessions', to: '2' }])).toEqual([
    { branchId: '石桥', persons: 42, hours: 1280, sessions: 2 },
  ])
})

test('a figure is a whole number and nothing else', () => {
  expect(['0', '12', ' 7 '].map(checkFigure)).toEqual([null, null, null])
  for (const text of ['', '-1', '1.5', '十', '123456789']) expect(checkFigure(text)).not.toBeNull()
})

test('the form of an item holds the budget as it is typed and the trial holds what the balance needs', () => {
  const form = itemForm(item({}), 1)
  expect(form.budget).toBe('12,000.00')
  expect(trialOf({ ...form, sessions: 5 }, 'i1')).toEqual({ itemId: 'i1', courseIds: ['k1'], size: 100, sessions: 5 })
})

test('items stand by month where that is asked for, and in the core order otherwise', () => {
  const items = [item({ id: 'a', month: 9 }), item({ id: 'b', month: 2 }), item({ id: 'c', month: 9 })]
  expect(ordered(items, 'month').map((each) => each.id)).toEqual(['b', 'a', 'c'])
  expect(ordered(items, 'tier').map((each) => each.id)).toEqual(['a', 'b', 'c'])
})

test('a version is compared with the one it came from, the first with the one that replaced it', () => {
  const [first, second] = [plan('p1', 1, null), plan('p2', 2, 'p1')]
  expect(comparedBy(second, [second, first])).toEqual({ before: 'p1', after: 'p2' })
  expect(comparedBy(first, [second, first])).toEqual({ before: 'p1', after: 'p2' })
  expect(comparedBy(first, [first])).toEqual({ before: 'p1', after: null })
})

test('a class goes by itself to the only item of its tier and month, and waits where there are two or none', () => {
  const held = (classId: string, startsOn: string, tier: LinkedClass['tier'] = 'township'): LinkedClass => ({ classId, name: classId, tier, state: 'closed', startsOn, endsOn: startsOn })
  const items = [item({ id: 'a', month: 3 }), item({ id: 'b', month: 9 }), item({ id: 'c', month: 9 }), item({ id: 'd', month: 3, tier: 'branch' })]
  const found = obviousItems([held('k1', '2027-03-10'), held('k2', '2027-09-01'), held('k3', '2027-03-12', 'county')], items)
  expect(found).toEqual([{ classId: 'k1', itemId: 'a' }])
})
