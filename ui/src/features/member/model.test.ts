import { describe, expect, it } from 'vitest'
import type { MemberView, OrgView } from '@/bindings'
import { branchOptions, bulkLine, chipsOf, countLine, formOf, isPartialDate, NO_FILTER, problemsOf, toRequest, toSave, without } from './model'

const org = (id: string, parentId: string | null, kind: OrgView['kind'], memberCount = 0): OrgView => ({
  id, parentId, kind, name: id, shortName: id, village: '', memberCount, secretaryName: null, sort: 0,
  fullCount: 0, foundedOn: null, termFrom: null, termTo: null, warnings: [],
})
const member = {
  id: 'm1', name: '阿措拉且', sex: 'male', idNoMasked: '513401********1234', idProblem: null, phoneMasked: '138****1234', nation: '彝族',
  birth: '1985', education: '初中', category: 'full', branchId: 'b1', branchName: '瓦拉村支部', groupId: null, groupName: null,
  admittedOn: '2010-07', fullSince: null, job: '', duties: ['branch_secretary'], address: '', household: '', attendMode: 'normal',
  attendReason: '', attendApprover: '', attendUntil: null, partyStatus: 'normal', formerName: '', remark: '', originals: [],
} satisfies MemberView

describe('the roster filter', () => {
  it('shows each condition as a chip that can be taken away', () => {
    const filter = { ...NO_FILTER, query: ' acl ', branchId: 'b1', attendMode: 'migrant' as const }
    expect(chipsOf(filter, [org('b1', null, 'branch')]).map((chip) => chip.text)).toEqual(['查找：acl', 'b1', '流动党员'])
    expect(without(filter, 'branchId').branchId).toBeNull()
    expect(without(filter, 'query').attendMode).toBe('migrant')
  })
  it('trims what was typed', () => expect(toRequest({ ...NO_FILTER, query: ' a ' }, 0, 100).query).toBe('a'))
  it('says how many there are and how many match', () => {
    expect(countLine(1200, 37, 0)).toBe('共 1\u202f200 人，已筛 37')
    expect(countLine(12, 12, 3)).toBe('共 12 人，已勾选 3')
  })
})

describe('a bulk edit', () => {
  const row = { memberId: 'm1', name: '阿措拉且', before: '初中', after: '高中' }
  it('says how many change and whose words are lost', () => {
    expect(bulkLine({ changed: 2, unchanged: 1, overwritten: 1, rows: [row, row] })).toBe('将改 2 人，其中 1 人原来填的会被换掉，1 人原来就是。')
    expect(bulkLine({ changed: 0, unchanged: 3, overwritten: 0, rows: [] })).toBe('3 人原来就是这样，不用改。')
    expect(bulkLine({ changed: 900, unchanged: 0, overwritten: 0, rows: [row] })).toContain('下面列出前 1 人')
  })
})

describe('the member form', () => {
  it('never carries a masked number back to the store', () => {
    const saved = toSave(formOf(member))
    expect(saved.idNo).toBeNull()
    expect(saved.phone).toBeNull()
    expect(saved.clearIdNo).toBe(false)
  })
  it('keeps a partial date as it was typed', () => expect(toSave(formOf(member)).admittedOn).toBe('2010-07'))
  it('asks for a reason and an approver of doorstep teaching', () => {
    const problems = problemsOf({ ...formOf(member), attendMode: 'doorstep' })
    expect(Object.keys(problems)).toEqual(['attendReason', 'attendApprover'])
  })
  it('knows a partial date from nonsense', () => {
    expect(['', '1985', '1985-06', '1985-06-01'].every(isPartialDate)).toBe(true)
    expect(['85', '1985.6', '1985-13', '1985-06-40'].some(isPartialDate)).toBe(false)
  })
  it('accepts no ID number of the wrong length', () => {
    expect(problemsOf({ ...formOf(member), idNo: '12345' }).idNo).toContain('18 位')
  })
})

it('branches are listed as they stand in the tree, without the root', () => {
  const orgs = [org('t', null, 'township'), org('g', 't', 'general_branch'), org('b', 'g', 'branch', 31)]
  expect(branchOptions(orgs)).toEqual([
    { value: 'g', name: 'g', label: 'g　0 人', isBranch: false },
    { value: 'b', name: 'b', label: '　b　31 人', isBranch: true },
  ])
})
