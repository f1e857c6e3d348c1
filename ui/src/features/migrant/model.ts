import type { AddContact, ContactLevel, ContactMeans, LevelCounts, MigrantRow, OutReason, SaveMigrant } from '@/bindings'
import { CONTACT_LEVEL } from '@/shared/format'

/** What a person reads of the colours: a word and a shape, so that nobody needs to tell red from green. */
export function toneOf(level: ContactLevel): 'bad' | 'warn' | undefined {
  if (level === 'red' || level === 'unknown') return 'bad'
  return level === 'green' ? undefined : 'warn'
}

/** 23 人在外，半年未联系 2，久未联系 1 */
export function countLine(counts: LevelCounts): string {
  const { green, yellow, orange, red, unknown } = counts
  const all = green + yellow + orange + red + unknown
  if (!all) return '没有在外的党员'
  const parts: [number, ContactLevel][] = [[red, 'red'], [orange, 'orange'], [yellow, 'yellow'], [unknown, 'unknown']]
  const told = parts.filter(([count]) => count).map(([count, level]) => `${CONTACT_LEVEL[level].slice(2)} ${count}`)
  return [`${all} 人在外`, ...told].join('，')
}

export function silence(row: MigrantRow): string {
  if (row.silentDays === null) return '—'
  return row.lastTwoWay ? `${row.silentDays} 天前` : `外出后 ${row.silentDays} 天未联系`
}

export type MigrantForm = {
  migrantId: string | null
  memberId: string
  outOn: string
  reason: OutReason
  destination: string
  employer: string
  contactId: string
  inflowOrg: string
  reportedOn: string
  windows: [string, string][]
  remark: string
}

export function formOf(row: MigrantRow | null): MigrantForm {
  return {
    migrantId: row?.migrantId ?? null, memberId: row?.memberId ?? '', outOn: row?.outOn ?? '', reason: row?.reason ?? 'work',
    destination: row?.destination ?? '', employer: row?.employer ?? '', contactId: row?.contactId ?? '', inflowOrg: row?.inflowOrg ?? '',
    reportedOn: row?.reportedOn ?? '', windows: (row?.windows ?? []).map(({ from, to }) => [from, to]), remark: row?.remark ?? '',
  }
}

export function problemsOf(form: MigrantForm): Partial<Record<string, string>> {
  const problems: Partial<Record<string, string>> = {}
  if (!form.memberId) problems.memberId = '请选择党员。'
  if (!form.outOn) problems.outOn = '请写明什么时候外出。'
  if (!form.destination.trim()) problems.destination = '请写明去了哪里，例如“广东省深圳市”。'
  return problems
}

export function toSave(form: MigrantForm): SaveMigrant {
  return {
    ...form, contactId: form.contactId || null, reportedOn: form.reportedOn || null,
    windows: form.windows.filter(([from, to]) => from && to).map(([from, to]) => ({ from, to })),
  }
}

export type ContactForm = { on: string; means: ContactMeans; isTwoWay: boolean; content: string; by: string }

export function toContact(migrantId: string, form: ContactForm): AddContact {
  return { migrantId, ...form }
}
