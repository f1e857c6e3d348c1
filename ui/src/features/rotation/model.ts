import type { PlannedClassView, PlanStep, RotationPlanView, UnplacedView } from '@/bindings'
import { formatCount, formatDayRange } from '@/shared/format'

export type Gauge = { label: string; value: string; note: string; tone: 'good' | 'warn' | 'bad' | '' }

/** Conflicts that nobody gave a reason for. */
export function openViolations(plan: RotationPlanView): number {
  return plan.violations.filter((each) => !each.overrideReason).length
}

/** The figures above the board; those that need a look say so in words and colour. */
export function gaugesOf(plan: RotationPlanView): Gauge[] {
  const s = plan.summary
  const over = s.regularCount - s.lowerBound
  return [
    { label: '应训', value: formatCount(s.eligible), note: `名册 ${formatCount(s.members)} 人`, tone: '' },
    { label: '已排', value: formatCount(s.placed), note: s.eligible ? `${((s.placed / s.eligible) * 100).toFixed(1)}%` : '—', tone: s.placed === s.eligible ? 'good' : '' },
    { label: '未排', value: formatCount(s.unplaced), note: !s.unplaced ? '都排上了' : toPlace(plan) ? '看原因' : '都是送学上门', tone: toPlace(plan) ? 'warn' : 'good' },
    { label: '期数', value: `${s.classCount}`, note: over > 0 ? `下限 ${s.lowerBound}，多 ${over}` : `下限 ${s.lowerBound} 期`, tone: '' },
    { label: '上半年', value: s.shareMidYear || '—', note: '6 月底前排到的', tone: '' },
    { label: '送学上门', value: formatCount(s.doorstep), note: '不进班', tone: '' },
    { label: '流动', value: formatCount(s.migrants), note: '返乡班或线上', tone: '' },
    { label: '冲突', value: `${openViolations(plan)}`, note: openViolations(plan) ? '要处理' : '没有', tone: openViolations(plan) ? 'bad' : 'good' },
  ]
}

export type Fill = { percent: number; words: string; tone: 'good' | 'warn' | 'bad' }

/** How full a class is. Over its seats is a fault, nearly empty is worth a look. */
export function fillOf(planned: { memberCount: number; capacity: number }): Fill {
  const { memberCount, capacity } = planned
  const percent = capacity > 0 ? Math.round((memberCount / capacity) * 100) : memberCount ? 999 : 0
  if (memberCount > capacity) return { percent: 100, words: `超 ${memberCount - capacity} 人`, tone: 'bad' }
  if (percent < 50) return { percent, words: `还空 ${capacity - memberCount} 座`, tone: 'warn' }
  return { percent, words: memberCount === capacity ? '坐满' : `还空 ${capacity - memberCount} 座`, tone: 'good' }
}

/** 第1期 or 返乡班, by the name that the class will bear: 返乡班 do not count among the others. */
export function termOf(planned: PlannedClassView): string {
  return planned.kind === 'homecoming' ? '返乡班' : (/第\d+期/.exec(planned.name)?.[0] ?? `第${planned.no}期`)
}

export function classTitle(planned: PlannedClassView): string {
  return `${termOf(planned)}　${formatDayRange(planned.startsOn, planned.endsOn)}`
}

/** 瓦拉村支部 12/31、机关支部 20 — a branch that is split says how much of it comes. */
export function branchWords(planned: PlannedClassView): string {
  return planned.branches.map((branch) => (branch.count === branch.size ? `${branch.name} ${branch.count}` : `${branch.name} ${branch.count}/${branch.size}`)).join('、')
}

export type MoveTarget = { id: string | null; title: string; detail: string; warning: string | null }

/** Where people may be moved, with what is wrong with it as far as can be told here; the core decides. */
export function moveTargets(classes: PlannedClassView[], fromId: string | null, count: number): MoveTarget[] {
  const targets: MoveTarget[] = classes
    .filter((each) => each.id !== fromId)
    .map((each) => {
      const free = each.capacity - each.memberCount
      const warnings = [free <= 0 ? '已经坐满' : free < count ? `只空 ${free} 座，放不下 ${count} 人` : null, each.trainingClassId ? '这一期已经开班' : null].filter(Boolean)
      return { id: each.id, title: classTitle(each), detail: `${each.venueName}　${each.memberCount}/${each.capacity} 人`, warning: warnings.join('；') || null }
    })
  return fromId ? [...targets, { id: null, title: '移出全部班次', detail: '等于今年免训，要写原因', warning: null }] : targets
}

export type UnplacedGroup = { code: string; sentence: string; cure: string | null; step: PlanStep | null; people: UnplacedView[] }

/** One group for each reason, the largest first: one cure may serve them all. */
export function groupUnplaced(unplaced: UnplacedView[]): UnplacedGroup[] {
  const groups = new Map<string, UnplacedGroup>()
  for (const person of unplaced) {
    const key = `${person.reasonCode}|${person.cure ?? ''}`
    const group = groups.get(key) ?? { code: person.reasonCode, sentence: person.sentence, cure: person.cure, step: person.step, people: [] }
    group.people.push(person)
    groups.set(key, group)
  }
  return [...groups.values()].sort((a, b) => b.people.length - a.people.length)
}

export type CreateForm = { year: number; venueIds: string[]; headIds: string[]; deputyIds: string[]; classDays: number; includeHomecoming: boolean }

export function createProblems(form: CreateForm): Partial<Record<string, string>> {
  const problems: Partial<Record<string, string>> = {}
  if (!form.venueIds.length) problems.venueIds = '至少选一个会场。'
  if (!(form.classDays >= 1 && form.classDays <= 10)) problems.classDays = '每期 1 到 10 天。'
  return problems
}

/** What stands in the way of confirming, in words; empty when nothing does. */
/** Who is due in a class and has none: 送学上门 is unplaced on purpose. */
export function toPlace(plan: Pick<RotationPlanView, 'summary'>): number {
  return Math.max(0, plan.summary.eligible - plan.summary.placed)
}

export function confirmWarnings(plan: RotationPlanView): string[] {
  const words: string[] = []
  const headless = plan.classes.filter((each) => !each.headId).length
  if (openViolations(plan)) words.push(`还有 ${openViolations(plan)} 处冲突没有处理`)
  if (toPlace(plan)) words.push(`还有 ${toPlace(plan)} 人没有排上`)
  if (headless) words.push(`${headless} 期没有班主任`)
  return words
}

/** What the annual plan hands over in the address: year, days of a session and its size. */
export type PlanPreset = { year: number; days: number; size: number }
export function presetOf(query: Record<string, unknown>): PlanPreset | null {
  const whole = (value: unknown) => (typeof value === 'string' && /^\d{1,5}$/.test(value) ? Number(value) : 0)
  const [year, days, size] = [whole(query.year), whole(query.days), whole(query.size)]
  return year && days && size ? { year, days: Math.min(days, 10), size } : null
}
