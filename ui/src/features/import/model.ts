import type {
  ImportAction, ImportCounts, ImportDecision, ImportPreview, ImportResult, ImportRowView,
} from '@/bindings'
import { formatCount } from '@/shared/format'

export type Tab = keyof ImportCounts

/** What needs a person comes first. */
export const TABS: { key: Tab; label: string }[] = [
  { key: 'doubtful', label: '疑似' }, { key: 'wrong', label: '有误' }, { key: 'new', label: '新增' },
  { key: 'changed', label: '变更' }, { key: 'same', label: '相同' }, { key: 'missing', label: '本表缺失' },
]

export function firstTab(counts: ImportCounts): Tab {
  return TABS.find((tab) => counts[tab.key] > 0)?.key ?? 'new'
}

export function rowsOf(preview: ImportPreview, tab: Tab): ImportRowView[] {
  return preview.rows.filter((row) => row.verdict === tab)
}

export function keyOf(row: { sheet: string; rowNo: number }): string {
  return `${row.sheet}|${row.rowNo}`
}

/** By `keyOf` a row. */
export type Decisions = ReadonlyMap<string, ImportDecision>

export function decide(decisions: Decisions, row: ImportRowView, action: ImportAction | null, memberId: string | null = null): Decisions {
  const next = new Map(decisions)
  if (action) next.set(keyOf(row), { rowNo: row.rowNo, sheet: row.sheet, action, memberId })
  else next.delete(keyOf(row))
  return next
}

/** One decision for every doubtful row alike; merging takes the likeliest candidate and leaves rows without one open. */
export function decideAll(decisions: Decisions, preview: ImportPreview, action: ImportAction | null): Decisions {
  return rowsOf(preview, 'doubtful').reduce((made, row) => {
    const best = likeliest(row)
    if (action === 'merge' && !best) return made
    return decide(made, row, action, action === 'merge' ? (best?.memberId ?? null) : null)
  }, decisions)
}

/** Who a row most likely is about. */
export function likeliest(row: ImportRowView): ImportRowView['candidates'][number] | undefined {
  return [...row.candidates].sort((a, b) => b.score - a.score)[0]
}

/** Fields that no column holds yet, and can be dragged onto one. */
export function unplaced(preview: ImportPreview): ImportPreview['fields'] {
  return preview.fields.filter((field) => !preview.columns.some((column) => column.field === field.field))
}

/** 人 in a roster, 行 in every other sheet. */
export function unitOf(preview: ImportPreview): string {
  return preview.kind === 'roster' ? '人' : '行'
}

/** The class that the sheet is about must be chosen first. */
export function waitsForClass(preview: ImportPreview): boolean {
  return !preview.classId && preview.kinds.some((each) => each.kind === preview.kind && each.needsClass)
}

/** Where the imported things can be looked at. */
export const PAGE_OF: Record<string, { path: string; label: string }> = {
  roster: { path: '/members', label: '去看名册' }, org: { path: '/orgs', label: '去看党组织' },
  migrant: { path: '/migrants', label: '去看流动党员' },
  faculty: { path: '/venues/faculty', label: '去看师资' }, venue: { path: '/venues', label: '去看场地' },
  expense: { path: '/funding?tab=expenses', label: '去看支出' },
}

/** Decisions on rows that are still there; a changed mapping may have taken some away. */
export function decisionsFor(preview: ImportPreview, decisions: Decisions): ImportDecision[] {
  return preview.rows.flatMap((row) => decisions.get(keyOf(row)) ?? [])
}

export function decisionWords(decisions: Decisions, row: ImportRowView): string {
  const decision = decisions.get(keyOf(row))
  if (!decision) return row.verdict === 'doubtful' ? '没有决定' : ''
  if (decision.action === 'skip') return '跳过'
  if (decision.action === 'import') return row.verdict === 'doubtful' ? '作为新人' : '照表导入'
  return `合并到${row.candidates.find((each) => each.memberId === decision.memberId)?.name ?? '所选的人'}`
}

export function undecided(preview: ImportPreview, decisions: Decisions): number {
  return rowsOf(preview, 'doubtful').filter((row) => !decisions.has(keyOf(row))).length
}

/** Fields that a roster needs and that no column holds. */
export function lackingFields(preview: ImportPreview): string[] {
  const held = new Set(preview.columns.map((column) => column.field))
  return preview.fields.filter((field) => field.required && !held.has(field.field)).map((field) => field.label)
}

/** 12 列，2 列没有用上 */
export function columnWords(preview: ImportPreview): string {
  const unused = preview.columns.filter((column) => !column.field).length
  return `${preview.columns.length} 列${unused ? `，${unused} 列没有用上` : ''}`
}

/** What the button is going to do, in one sentence. */
export function commitWords(preview: ImportPreview, decisions: Decisions): string {
  const made = decisionsFor(preview, decisions)
  const verdictOf = new Map(preview.rows.map((row) => [keyOf(row), row.verdict]))
  const count = (action: ImportAction, isDoubtful: boolean) =>
    made.filter((each) => each.action === action && (verdictOf.get(keyOf(each)) === 'doubtful') === isDoubtful).length
  const skipped = (verdict: Tab) => made.filter((each) => each.action === 'skip' && verdictOf.get(keyOf(each)) === verdict).length
  const added = preview.counts.new - skipped('new') + count('import', true)
  const changed = preview.counts.changed - skipped('changed') + count('merge', true)
  const unit = unitOf(preview)
  const parts = [`新增 ${formatCount(added)} ${unit}`, `变更 ${formatCount(changed)} ${unit}`]
  const open = undecided(preview, decisions)
  const left = [open ? `${formatCount(open)} 行没有决定` : '', preview.counts.wrong ? `${formatCount(preview.counts.wrong)} 行有误` : ''].filter(Boolean)
  return parts.join('，') + (left.length ? `；${left.join('、')}，不导入` : '')
}

export function resultWords(result: ImportResult): { label: string; value: number; tone: string }[] {
  return [
    { label: '新增', value: result.added, tone: 'good' }, { label: '变更', value: result.changed, tone: 'good' },
    { label: '没有变化', value: result.unchanged, tone: '' }, { label: '跳过', value: result.skipped, tone: '' },
    { label: '有误未导', value: result.wrong, tone: result.wrong ? 'warn' : '' }, { label: '新建组织', value: result.branchesAdded, tone: '' },
  ]
}
