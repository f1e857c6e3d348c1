import type { OrgKind, OrgView, SaveOrg } from '@/bindings'

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
    ? { id: org.id, parentId: org.parentId, kind: org.kind, name: org.name, shortName: org.shortName, village: org.village }
    : { id: null, parentId, kind, name: '', shortName: '', village: '' }
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
