import type { ChangeOrg, Duty, ElectedPost, OrgKind, OrgView, SaveOrg } from '@/bindings'

export type OrgNode = OrgView & { children: OrgNode[] }

/** The flat list as a tree; who names no known parent stands at the top, so that nothing is hidden. */
export function treeOf(orgs: OrgView[]): OrgNode[] {
  const nodes = new Map(orgs.map((org) => [org.id, { ...org, children: [] as OrgNode[] }]))
  const roots: OrgNode[] = []
  for (const node of nodes.values()) {
    const parent = node.parentId ? nodes.get(node.parentId) : undefined
    if (parent) parent.children.push(node)
    else roots.push(node)
  }
  const sort = (list: OrgNode[]) => {
    list.sort((a, b) => a.sort - b.sort)
    list.forEach((node) => sort(node.children))
  }
  sort(roots)
  return roots
}

/** A Party group stands under a branch; nothing stands under a Party group. */
export function parentsFor(orgs: OrgView[], kind: OrgKind, selfId: string | null): OrgView[] {
  const below = new Set<string>(selfId ? [selfId] : [])
  for (let grown = true; grown; ) {
    grown = false
    for (const org of orgs) {
      if (org.parentId && below.has(org.parentId) && !below.has(org.id)) grown = !!below.add(org.id)
    }
  }
  return orgs.filter((org) => {
    if (below.has(org.id) || org.kind === 'party_group' || org.kind === 'party_school') return false
    const isBranch = org.kind === 'branch' || org.kind === 'joint_branch'
    return kind === 'party_group' ? isBranch : !isBranch
  })
}

export function formOf(org: OrgView | null, kind: OrgKind, parentId: string | null): SaveOrg {
  return org
    ? { id: org.id, parentId: org.parentId, kind: org.kind, name: org.name, shortName: org.shortName, village: org.village, foundedOn: null }
    : { id: null, parentId, kind, name: '', shortName: '', village: '', foundedOn: null }
}

export function problemsOf(form: SaveOrg): Partial<Record<string, string>> {
  const length = [...form.name.trim()].length
  const problems: Partial<Record<string, string>> = {}
  if (length < 2 || length > 60) problems.name = '请填写组织全称，例如“中共青山镇柳河村支部委员会”。'
  if (form.kind === 'party_group' && !form.parentId) problems.parentId = '请选择党小组所在的党支部。'
  return problems
}

/** 6 个党支部，2 个党小组，2 个支部没有书记 */
export function summaryOf(orgs: OrgView[]): string {
  const branches = orgs.filter((org) => org.kind === 'branch' || org.kind === 'joint_branch')
  const groups = orgs.filter((org) => org.kind === 'party_group')
  const without = branches.filter((org) => !org.secretaryName).length
  return [`${branches.length} 个党支部`, `${groups.length} 个党小组`, ...(without ? [`${without} 个支部名册上没有书记`] : [])].join('，')
}

export type OrgLine = { org: OrgView; depth: number }

/** The tree from top to bottom, each line with its depth. */
export function linesOf(nodes: OrgNode[], depth = 0): OrgLine[] {
  return nodes.flatMap((org) => [{ org, depth }, ...linesOf(org.children, depth + 1)])
}

export type ChangeName = ChangeOrg['change']['kind']

/** What may be done to an organization from a day on, in the order of the menu. */
export function changesOf(org: OrgView): { kind: ChangeName; label: string }[] {
  const holds = org.kind === 'branch' || org.kind === 'joint_branch'
  const all: [ChangeName, string, boolean][] = [
    ['reelect', '换届', holds],
    ['rename', '更名、改设', true],
    ['merge', '并入另一支部', holds],
    ['split', '拆出新支部', holds],
    ['move', '改变隶属', org.kind !== 'township' && org.kind !== 'party_group'],
    ['dissolve', '撤销', org.kind !== 'township'],
  ]
  return all.filter(([, , fits]) => fits).map(([kind, label]) => ({ kind, label }))
}

/** A form holds text; the core says what a change means before it is made. */
export type OrgChangeForm = {
  effectiveOn: string
  basis: string
  note: string
  name: string
  shortName: string
  orgKind: OrgKind | null
  into: string
  parentId: string
  memberIds: string[]
  groupIds: string[]
  termTo: string
  seats: Record<Seat, string[]>
}

export type Seat = Extract<Duty, 'branch_secretary' | 'deputy_secretary' | 'org_commissioner' | 'propaganda_commissioner' | 'discipline_commissioner' | 'commissioner'>
export const SEATS: Seat[] = ['branch_secretary', 'deputy_secretary', 'org_commissioner', 'propaganda_commissioner', 'discipline_commissioner', 'commissioner']

export function changeFormOf(org: OrgView | null, kind: ChangeName, today: string): OrgChangeForm {
  const keepsName = kind === 'rename' && org
  return {
    effectiveOn: today, basis: '', note: '', name: keepsName ? org.name : '', shortName: keepsName ? org.shortName : '', orgKind: null, into: '',
    parentId: '', memberIds: [], groupIds: [], termTo: '',
    seats: { branch_secretary: [], deputy_secretary: [], org_commissioner: [], propaganda_commissioner: [], discipline_commissioner: [], commissioner: [] },
  }
}

export function electedOf(seats: OrgChangeForm['seats']): ElectedPost[] {
  return SEATS.flatMap((duty) => seats[duty].map((memberId) => ({ memberId, duty })))
}

export function changeRequest(org: OrgView, kind: ChangeName, form: OrgChangeForm, dryRun: boolean): ChangeOrg {
  const { name, shortName, orgKind, into, parentId, memberIds, groupIds } = form
  const changes: { [K in ChangeName]: Extract<ChangeOrg['change'], { kind: K }> } = {
    rename: { kind: 'rename', name, shortName, orgKind: orgKind && orgKind !== org.kind ? orgKind : null },
    merge: { kind: 'merge', into },
    split: { kind: 'split', name, shortName, memberIds, groupIds },
    move: { kind: 'move', parentId },
    dissolve: { kind: 'dissolve' },
    reelect: { kind: 'reelect', termTo: form.termTo || null, posts: electedOf(form.seats) },
  }
  return { orgId: org.id, effectiveOn: form.effectiveOn, basis: form.basis, note: form.note, dryRun, change: changes[kind] }
}

/** What can be told before asking the core. */
export function changeProblemsOf(kind: ChangeName, form: OrgChangeForm): Partial<Record<string, string>> {
  const problems: Partial<Record<string, string>> = {}
  if (!form.effectiveOn) problems.effectiveOn = '请写明从哪一天起。'
  if (kind === 'merge' && !form.into) problems.into = '请选择接收的党支部。'
  if (kind === 'move' && !form.parentId) problems.parentId = '请选择新的上级组织。'
  if ((kind === 'rename' || kind === 'split') && !form.name.trim()) problems.name = '请填写组织全称。'
  if (kind === 'split' && !form.memberIds.length && !form.groupIds.length) problems.memberIds = '请选择到新支部去的党员或党小组。'
  if (kind === 'reelect' && form.seats.branch_secretary.length !== 1) problems.posts = '请选出一名书记。'
  if (!form.basis.trim()) problems.basis = '请写明依据，例如“青党〔2027〕3号”。'
  return problems
}
