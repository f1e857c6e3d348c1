import type { AnnualPlanSummary, AnnualPlanView, BalanceTrial, BranchTarget, LinkedClass, PlanItemView, PlanTargetView, SavePlanItem, TargetFigures } from '@/bindings'
import { ANNUAL_PLAN_STATE, formatCount, formatTenths, formatYuan } from '@/shared/format'

export type Tab = 'items' | 'targets' | 'county' | 'progress' | 'versions'
export const TABS: { value: Tab; label: string }[] = [
  { value: 'items', label: '项目' }, { value: 'targets', label: '指标分解' }, { value: 'county', label: '县级要求' },
  { value: 'progress', label: '完成情况' }, { value: 'versions', label: '版本与对照' },
]
export type Order = 'tier' | 'month'

/** 2027年 第2版（印发） */
export function planName(plan: AnnualPlanSummary): string {
  return `${plan.year}年 第${plan.version}版（${ANNUAL_PLAN_STATE[plan.state]}）`
}

/** By tier and month as the core gives them, or by month alone. */
export function ordered(items: readonly PlanItemView[], order: Order): PlanItemView[] {
  return order === 'tier' ? [...items] : [...items].sort((a, b) => a.month - b.month)
}

export type ItemForm = Omit<SavePlanItem, 'planId' | 'id'>
export function itemForm(item: PlanItemView | null, month: number): ItemForm {
  if (!item) {
    return {
      name: '', tier: 'township', traineeKind: 'member', segmentId: null, audience: '', courseIds: [], month, days: 2, size: 60, sessions: 1,
      venueId: null, budget: '', owner: '', countyItemId: null, note: '',
    }
  }
  const { name, tier, traineeKind, segmentId, audience, courseIds, days, size, sessions, venueId, budgetFen, owner, countyItemId, note } = item
  return {
    name, tier, traineeKind, segmentId, audience, courseIds: [...courseIds], month: item.month, days, size, sessions, venueId,
    budget: budgetFen ? formatYuan(budgetFen) : '', owner, countyItemId, note,
  }
}

/** The item as it is being typed, for the balance. */
export function trialOf(form: ItemForm, itemId: string | null): BalanceTrial {
  return { itemId, courseIds: form.courseIds, size: form.size || 0, sessions: form.sessions || 0 }
}

/** Whom an item trains, in one cell. */
export function whom(item: PlanItemView, kind: string): string {
  return [kind, item.segmentName, item.audience].filter(Boolean).join('，')
}

export type Gauge = { label: string; value: string; note: string; tone?: 'good' | 'warn' | 'bad' }
export function gauges(view: AnnualPlanView): Gauge[] {
  const { totals, approvedFen } = view
  const left = approvedFen === null ? null : approvedFen - totals.budgetFen
  return [
    { label: '项目', value: formatCount(totals.items), note: `${formatCount(totals.sessions)} 期` },
    { label: '人次', value: formatCount(totals.personTimes), note: `应训 ${formatCount(view.dueCount + view.withoutBranch)} 人` },
    { label: '人学时', value: formatTenths(totals.personTenths), note: `每人目标 ${formatTenths(view.hoursTargetTenths)}` },
    {
      label: '计划经费', value: formatYuan(totals.budgetFen),
      note: left === null ? '没有登记培训预算' : left < 0 ? `超批复 ${formatYuan(-left)}` : `批复 ${formatYuan(approvedFen)}`,
      tone: left !== null && left < 0 ? 'bad' : undefined,
    },
  ]
}

const FIGURES = [['persons', '人数'], ['hours', '学时'], ['sessions', '期数']] as const

/** In words, where the branches do not add up to the town; empty where they do. */
export function unevenWords(town: TargetFigures, sums: TargetFigures): string {
  const parts = FIGURES.filter(([key]) => town[key] !== sums[key]).map(([key, label]) => {
    const over = sums[key] - town[key]
    return `${label}合计 ${sums[key]}，${over > 0 ? `多 ${over}` : `少 ${-over}`}`
  })
  return parts.join('；')
}

/** A whole number of a target, or what is wrong with it. */
export function checkFigure(text: string): string | null {
  return /^\d{1,8}$/.test(text.trim()) ? null : '请填 0 或正整数。'
}

/** Edits of the grid as whole rows, one a branch. */
export function editedTargets(rows: readonly PlanTargetView[], edits: { row: PlanTargetView; key: string; to: string }[]): BranchTarget[] {
  const changed = new Map<string, BranchTarget>()
  for (const { row, key, to } of edits) {
    const held = rows.find((each) => each.branchId === row.branchId) ?? row
    const { branchId, persons, hours, sessions } = held
    const target = changed.get(branchId) ?? { branchId, persons, hours, sessions }
    const figure = FIGURES.find(([name]) => name === key)
    if (figure) target[figure[0]] = Number(to.trim())
    changed.set(branchId, target)
  }
  return [...changed.values()]
}

/** What a plan is shared out from at first: everybody due, the year's hours for each, the branches' own sessions. */
export function proposedTown(view: AnnualPlanView): TargetFigures {
  if (view.town.persons) return { ...view.town }
  const sessions = view.items.filter((item) => item.tier === 'branch').reduce((sum, item) => sum + item.sessions, 0)
  return { persons: view.dueCount, hours: Math.round((view.dueCount * view.hoursTargetTenths) / 10), sessions }
}

/** The two versions that a clerk most likely wants side by side: this one and the one it came from. */
export function comparedBy(plan: AnnualPlanSummary, plans: readonly AnnualPlanSummary[]): { before: string | null; after: string | null } {
  if (plan.basedOnId) return { before: plan.basedOnId, after: plan.id }
  const later = plans.find((each) => each.basedOnId === plan.id)
  return { before: plan.id, after: later?.id ?? null }
}

/** Classes that can belong to one item alone: the only one of their tier in the month of their first day. */
export function obviousItems(classes: readonly LinkedClass[], items: readonly PlanItemView[]): { classId: string; itemId: string }[] {
  return classes.flatMap((each) => {
    const fitting = items.filter((item) => item.tier === each.tier && item.month === Number(each.startsOn.slice(5, 7)))
    const [item] = fitting
    return item && fitting.length === 1 ? [{ classId: each.classId, itemId: item.id }] : []
  })
}
