import type {
  AttendMode, BulkEditView, BulkField, Category, ChangeKind, ChangeMember, Coverage, ListMembers, MemberSort, MemberView, NextChange, OrgView, PartyStatus, SaveMember,
} from '@/bindings'
import { type ARRIVAL, ATTEND_MODE, COVERAGE, formatCount, MEMBER_CATEGORY, PARTY_STATUS } from '@/shared/format'

/** What narrows the roster; `null` means everybody. */
export type MemberFilter = {
  query: string
  branchId: string | null
  category: Category | null
  attendMode: AttendMode | null
  coverage: Coverage | null
  status: PartyStatus | null
  sort: MemberSort
  /** The roster as it was at the end of this day; now where `null`. */
  asOf: string | null
}

export const NO_FILTER: MemberFilter = {
  query: '', branchId: null, category: null, attendMode: null, coverage: null, status: null, sort: 'branch', asOf: null,
}

export const SORTS: { value: MemberSort; label: string }[] = [
  { value: 'branch', label: '按支部' }, { value: 'name', label: '按姓名' }, { value: 'admitted', label: '按入党时间' },
]

export function toRequest(filter: MemberFilter, offset: number, limit: number): ListMembers {
  return { ...filter, query: filter.query.trim(), offset, limit }
}

/** A segment's filter as this page holds it; the page that it was asked for is no part of it. */
export function segmentFilter({ query, branchId, category, attendMode, coverage, status, sort, asOf }: ListMembers): MemberFilter {
  return { query, branchId, category, attendMode, coverage, status, sort, asOf: asOf ?? null }
}

export const BULK_FIELDS: { value: BulkField; label: string }[] = [
  { value: 'education', label: '学历' }, { value: 'nation', label: '民族' }, { value: 'job', label: '工作岗位' },
  { value: 'address', label: '现居住地' }, { value: 'household', label: '户籍所在地' }, { value: 'group', label: '党小组' },
  { value: 'remark', label: '备注' },
]

/** What a bulk edit would do, in one line. */
export function bulkLine(view: BulkEditView): string {
  if (!view.changed) return `${view.unchanged} 人原来就是这样，不用改。`
  const parts = [`将改 ${view.changed} 人`]
  if (view.overwritten) parts.push(`其中 ${view.overwritten} 人原来填的会被换掉`)
  if (view.unchanged) parts.push(`${view.unchanged} 人原来就是`)
  if (view.rows.length < view.changed) parts.push(`下面列出前 ${view.rows.length} 人`)
  return `${parts.join('，')}。`
}

export type Chip = { key: keyof MemberFilter; text: string }

/** Each condition in force, so that it can be seen and taken away. */
export function chipsOf(filter: MemberFilter, orgs: OrgView[]): Chip[] {
  const chips: Chip[] = []
  if (filter.asOf) chips.push({ key: 'asOf', text: `截至 ${filter.asOf}` })
  if (filter.query.trim()) chips.push({ key: 'query', text: `查找：${filter.query.trim()}` })
  if (filter.branchId) chips.push({ key: 'branchId', text: orgs.find((org) => org.id === filter.branchId)?.shortName ?? '所选支部' })
  if (filter.category) chips.push({ key: 'category', text: MEMBER_CATEGORY[filter.category] })
  if (filter.attendMode) chips.push({ key: 'attendMode', text: ATTEND_MODE[filter.attendMode] })
  if (filter.coverage) chips.push({ key: 'coverage', text: `本年${COVERAGE[filter.coverage]}` })
  if (filter.status) chips.push({ key: 'status', text: `党籍：${PARTY_STATUS[filter.status]}` })
  return chips
}

export function without(filter: MemberFilter, key: keyof MemberFilter): MemberFilter {
  return { ...filter, [key]: NO_FILTER[key] }
}

/** 共 1 200 人，已筛 37 */
export function countLine(total: number, filtered: number, selected: number): string {
  const parts = [`共 ${formatCount(total)} 人`]
  if (filtered !== total) parts.push(`已筛 ${formatCount(filtered)}`)
  if (selected) parts.push(`已勾选 ${formatCount(selected)}`)
  return parts.join('，')
}

/** A form holds text; empty text means that nothing is known. */
export type MemberForm = {
  memberId: string | null
  name: string
  sex: SaveMember['sex']
  idNo: string
  clearIdNo: boolean
  idNoNote: string
  phone: string
  nation: string
  birth: string
  education: string
  category: Category
  branchId: string
  groupId: string | null
  admittedOn: string
  fullSince: string
  job: string
  duties: SaveMember['duties']
  address: string
  household: string
  attendMode: AttendMode
  attendReason: string
  attendApprover: string
  attendUntil: string | null
  partyStatus: PartyStatus
  formerName: string
  remark: string
  arrivalKind: ArrivalKind | ''
  arrivalOn: string
  arrivalFrom: string
}

export type ArrivalKind = keyof typeof ARRIVAL

export function formOf(member: MemberView | null, branchId: string | null = null): MemberForm {
  return {
    memberId: member?.id ?? null, name: member?.name ?? '', sex: member?.sex ?? null,
    // Sensitive values are never put into the form: empty leaves them as they are.
    idNo: '', clearIdNo: false, idNoNote: '', phone: '',
    nation: member?.nation ?? '', birth: member?.birth ?? '', education: member?.education ?? '',
    category: member?.category ?? 'full', branchId: member?.branchId ?? branchId ?? '', groupId: member?.groupId ?? null,
    admittedOn: member?.admittedOn ?? '', fullSince: member?.fullSince ?? '', job: member?.job ?? '',
    duties: [...(member?.duties ?? [])], address: member?.address ?? '', household: member?.household ?? '',
    attendMode: member?.attendMode ?? 'normal', attendReason: member?.attendReason ?? '',
    attendApprover: member?.attendApprover ?? '', attendUntil: member?.attendUntil ?? null,
    partyStatus: member?.partyStatus ?? 'normal', formerName: member?.formerName ?? '', remark: member?.remark ?? '',
    arrivalKind: '', arrivalOn: '', arrivalFrom: '',
  }
}

const known = (text: string): string | null => text.trim() || null

export function toSave({ arrivalKind, arrivalOn, arrivalFrom, ...form }: MemberForm): SaveMember {
  const isNew = !form.memberId && arrivalKind && arrivalOn
  return {
    ...form, arrival: isNew ? { kind: arrivalKind, on: arrivalOn, counterpart: arrivalFrom.trim(), basis: '' } : null, idNo: known(form.idNo), idNoNote: known(form.idNoNote), phone: known(form.phone), birth: known(form.birth),
    admittedOn: known(form.admittedOn), fullSince: known(form.fullSince), attendUntil: form.attendUntil || null,
  }
}

export type FieldErrors = Partial<Record<string, string>>

/** What can be told before asking the core; the core checks everything again. */
export function problemsOf(form: MemberForm): FieldErrors {
  const problems: FieldErrors = {}
  if (!form.name.trim()) problems.name = '请填写姓名。'
  if (!form.branchId) problems.branchId = '请选择党员所在的党支部。'
  for (const key of ['birth', 'admittedOn', 'fullSince'] as const) {
    if (!isPartialDate(form[key])) problems[key] = '请按 1985、1985-06 或 1985-06-01 的样子填写。'
  }
  if (form.idNo.trim() && !/^(\d{15}|\d{17}[\dXx])$/.test(form.idNo.trim())) problems.idNo = '身份证号应为 18 位，末位可以是 X。'
  if (form.arrivalKind && !form.arrivalOn) problems.arrivalOn = '请写明是哪一天。'
  Object.assign(problems, modeProblems(form.attendMode, form.attendReason, form.attendApprover))
  return problems
}

/** Doorstep teaching and deferral take a member out of the plan: they need a reason and an approver. */
export function modeProblems(mode: AttendMode, reason: string, approver: string): FieldErrors {
  if (mode !== 'doorstep' && mode !== 'deferred') return {}
  const problems: FieldErrors = {}
  if (!reason.trim()) problems.attendReason = `${ATTEND_MODE[mode]}要写明原因，例如“年老体弱”。`
  if (!approver.trim()) problems.attendApprover = `${ATTEND_MODE[mode]}要写明批准人，例如“支部委员会”。`
  return problems
}

export function isPartialDate(text: string): boolean {
  return !text.trim() || /^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/.test(text.trim())
}

export type BranchOption = { value: string; name: string; label: string; isBranch: boolean }

/** Branches that members may belong to, indented as they stand in the tree. */
export function branchOptions(orgs: OrgView[]): BranchOption[] {
  const result: BranchOption[] = []
  const seen = new Set<string>()
  const walk = (parent: string | null, depth: number) => {
    for (const org of orgs.filter((each) => each.parentId === parent)) {
      if (seen.has(org.id)) continue
      seen.add(org.id)
      if (org.kind !== 'township' && org.kind !== 'party_school') {
        const isBranch = org.kind === 'branch' || org.kind === 'joint_branch'
        result.push({ value: org.id, name: org.shortName, label: `${'　'.repeat(depth)}${org.shortName}　${org.memberCount} 人`, isBranch })
      }
      walk(org.id, org.kind === 'township' ? depth : depth + 1)
    }
  }
  walk(null, 0)
  return result
}

export function groupsOf(orgs: OrgView[], branchId: string): OrgView[] {
  return orgs.filter((org) => org.kind === 'party_group' && org.parentId === branchId)
}

/** What the clerk fills in for a dated change; empty text means nothing. */
export type ChangeForm = {
  kind: ChangeKind | ''
  effectiveOn: string
  until: string
  toBranchId: string
  counterpart: string
  reason: string
  basis: string
}

export function changeForm(kind: ChangeKind | '', today: string): ChangeForm {
  return { kind, effectiveOn: today, until: '', toBranchId: '', counterpart: '', reason: '', basis: '' }
}

export function changeProblems(form: ChangeForm, next: NextChange | undefined): FieldErrors {
  const problems: FieldErrors = {}
  if (!form.kind) problems.kind = '请选择登记什么变动。'
  if (!form.effectiveOn) problems.effectiveOn = '请写明日期。'
  if (form.kind === 'transfer' && !form.toBranchId) problems.toBranchId = '请选择接收的党支部。'
  if (form.kind === 'transfer_out' && !form.counterpart.trim()) problems.counterpart = '请写明转往哪个党组织。'
  if (form.kind === 'probation_extended' && !form.until) problems.until = '请写明延长到哪一天。'
  if (next?.needsReason && !form.reason.trim()) problems.reason = '请写明原因。'
  if (next?.needsBasis && !form.basis.trim()) problems.basis = '请写明依据，例如“支部党员大会 3 月 1 日决议”。'
  return problems
}

export function toChange(form: ChangeForm, memberIds: string[]): ChangeMember | null {
  if (!form.kind) return null
  const { kind, effectiveOn, counterpart, reason, basis } = form
  return { memberIds, kind, effectiveOn, until: form.until || null, toBranchId: form.toBranchId || null, toGroupId: null, counterpart, reason, basis }
}
