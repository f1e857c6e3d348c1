import { describe, expect, it } from 'vitest'
import type { PlannedClassView, RotationPlanView, UnplacedView } from '@/bindings'
import { branchWords, classTitle, confirmWarnings, createProblems, fillOf, gaugesOf, groupUnplaced, moveTargets, presetOf } from './model'

const planned = (id: string, memberCount: number, more: Partial<PlannedClassView> = {}): PlannedClassView => ({
  id, no: 3, name: '', kind: 'regular', startsOn: '2027-03-09', endsOn: '2027-03-10', days: 2, venueId: 'v', venueName: '镇会场', headId: 'h',
  headName: '', deputyId: null, deputyName: null, capacity: 60, memberCount, dutyHolderCount: 0, branches: [], isLocked: false, isHandDated: false, overrideReason: null, trainingClassId: null, ...more,
})
const plan = {
  id: 'p', year: 2027, name: '', state: 'draft', classes: [planned('a', 60, { headId: null })], unplaced: [], warnings: [], params: [], undo: null, redo: null,
  violations: [{ rule: 'x', sentence: '冲突', classId: 'a', memberId: null, overrideReason: null }],
  summary: { members: 1200, eligible: 1000, placed: 990, unplaced: 10, shortfall: 10, doorstep: 57, migrants: 141, classCount: 19, regularCount: 18, lowerBound: 17, shareMidYear: '52%' },
} as RotationPlanView

describe('how full a class is', () => {
  it('says by how many it is over its seats', () => expect(fillOf(planned('a', 63))).toEqual({ percent: 100, words: '超 3 人', tone: 'bad' }))
  it('a class without seats is not divided by', () => expect(fillOf({ memberCount: 0, capacity: 0 }).percent).toBe(0))
  it('a half-empty class is worth a look', () => expect(fillOf(planned('a', 20)).tone).toBe('warn'))
})

describe('moving people', () => {
  it('offers neither the class they are in nor hides that another is full', () => {
    const targets = moveTargets([planned('a', 60), planned('b', 59)], 'a', 2)
    expect(targets.map((target) => target.id)).toEqual(['b', null])
    expect(targets[0]?.warning).toContain('只空 1 座')
  })
  it('who is in no class cannot be taken out of one', () => {
    expect(moveTargets([planned('a', 0)], null, 1).map((target) => target.id)).toEqual(['a'])
  })
})

it('a split branch says how much of it comes', () => {
  const branches = [{ branchId: '1', name: '瓦拉村支部', count: 12, size: 31 }, { branchId: '2', name: '机关支部', count: 20, size: 20 }]
  expect(branchWords(planned('a', 32, { branches }))).toBe('瓦拉村支部 12/31、机关支部 20')
})
it('the largest group of unplaced comes first', () => {
  const person = (memberId: string, reasonCode: string): UnplacedView => ({ memberId, name: '', branchName: '', reasonCode, sentence: reasonCode, cure: null, isShortfall: true, step: null })
  expect(groupUnplaced([person('1', 'x'), person('2', 'y'), person('3', 'y')]).map((group) => group.code)).toEqual(['y', 'x'])
})
it('the gauges tell placed from due and how many classes would do', () => {
  const gauges = gaugesOf(plan)
  expect(gauges.find((gauge) => gauge.label === '已排')?.note).toBe('99.0%')
  expect(gauges.find((gauge) => gauge.label === '期数')?.note).toBe('下限 17，多 1')
  expect(gauges.find((gauge) => gauge.label === '冲突')?.tone).toBe('bad')
})
it('confirming tells what is still open', () => expect(confirmWarnings(plan)).toEqual(['还有 1 处冲突没有处理', '还有 10 人没有排上', '1 期没有班主任']))
it('a plan without a venue is refused', () => {
  expect(createProblems({ year: 2027, venueIds: [], headIds: [], deputyIds: [], classDays: 2, includeHomecoming: true })).toHaveProperty('venueIds')
})
it('a class is called by its number and days', () => expect(classTitle(planned('a', 1))).toBe('第3期　2027年3月9日至10日'))

describe('presetOf', () => {
  it('takes year, days and size from the address, days within what a class may last', () => {
    expect(presetOf({ year: '2027', days: '2', size: '100' })).toEqual({ year: 2027, days: 2, size: 100 })
    expect(presetOf({ year: '2027', days: '30', size: '100' })?.days).toBe(10)
  })
  it('takes nothing where one of them is missing or no number', () => {
    for (const query of [{}, { year: '2027' }, { year: '2027', days: 'x', size: '5' }, { year: ['2027', '2028'], days: '1', size: '5' }]) expect(presetOf(query)).toBeNull()
  })
})
