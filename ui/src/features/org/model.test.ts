import { expect, it } from 'vitest'
import type { OrgView } from '@/bindings'
import { changeFormOf, changeProblemsOf, changeRequest, changesOf, formOf, linesOf, parentsFor, problemsOf, summaryOf, treeOf } from './model'

const org = (id: string, parentId: string | null, kind: OrgView['kind'], sort = 0): OrgView => ({
  id, parentId, kind, name: id, shortName: id, village: '', memberCount: 0, secretaryName: null, sort,
  fullCount: 0, foundedOn: null, termFrom: null, termTo: null, warnings: [],
})
const ORGS = [org('t', null, 'township'), org('b2', 't', 'branch', 2), org('b1', 't', 'branch', 1), org('g', 'b1', 'party_group'), org('x', 'gone', 'branch', 9)]

it('the tree keeps the order of siblings and hides nobody', () => {
  const roots = treeOf(ORGS)
  expect(roots.map((node) => node.id)).toEqual(['t', 'x'])
  expect(roots[0]?.children.map((node) => node.id)).toEqual(['b1', 'b2'])
})
it('a Party group stands under a branch only', () => {
  expect(parentsFor(ORGS, 'party_group', null).map((each) => each.id)).toEqual(['b2', 'b1', 'x'])
  expect(parentsFor(ORGS, 'branch', null).map((each) => each.id)).toEqual(['t'])
})
it('nothing can be put below itself', () => {
  const orgs = [org('t', null, 'township'), org('gb', 't', 'general_branch'), org('gc', 'gb', 'general_branch')]
  expect(parentsFor(orgs, 'general_branch', 'gb').map((each) => each.id)).toEqual(['t'])
})
it('a Party group without a branch is refused before the core is asked', () => {
  expect(problemsOf({ ...formOf(null, 'party_group', null), name: '第一党小组' })).toHaveProperty('parentId')
})
it('branches without a secretary are counted', () => expect(summaryOf(ORGS)).toBe('3 个党支部，1 个党小组，3 个支部名册上没有书记'))
it('lines stand from top to bottom with their depth', () => {
  expect(linesOf(treeOf(ORGS)).map(({ org: each, depth }) => `${depth}${each.id}`)).toEqual(['0t', '1b1', '2g', '1b2', '0x'])
})

it('a Party group cannot change its superior, the root cannot be dissolved', () => {
  expect(changesOf(org('t', null, 'township')).map((each) => each.kind)).toEqual(['rename'])
  expect(changesOf(org('g', 'b', 'party_group')).map((each) => each.kind)).toEqual(['rename', 'dissolve'])
  expect(changesOf(org('b', 't', 'branch')).map((each) => each.kind)).toContain('reelect')
})
it('an election names one secretary and asks for a basis', () => {
  const form = changeFormOf(null, 'reelect', '2027-03-01')
  expect(Object.keys(changeProblemsOf('reelect', form))).toEqual(['posts', 'basis'])
  form.seats.branch_secretary = ['m1']
  form.seats.commissioner = ['m2', 'm3']
  expect(changeRequest(org('b', 't', 'branch'), 'reelect', form, true).change).toEqual({
    kind: 'reelect', termTo: null,
    posts: [{ memberId: 'm1', duty: 'branch_secretary' }, { memberId: 'm2', duty: 'commissioner' }, { memberId: 'm3', duty: 'commissioner' }],
  })
})
