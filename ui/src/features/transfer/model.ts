// Pure helpers of the transfer pages.
import type { PackagePreview, TransferRow } from '@/bindings'

/** `7k2m 9qxr03td` as it is printed: groups of four, in capitals. */
export function tidyCode(typed: string): string {
  const bare = typed.toUpperCase().replace(/[^0-9A-Z]/g, '').slice(0, 12)
  return bare.replace(/(.{4})(?=.)/g, '$1-')
}

export const isCodeWhole = (typed: string) => tidyCode(typed).length === 14

export type Tone = 'good' | 'warn' | 'bad' | undefined

export function toneOf(row: TransferRow): Tone {
  if (row.isOverdue) return 'bad'
  if (row.state === 'settled' || row.state === 'accepted') return 'good'
  return row.state === null ? 'warn' : undefined
}

export const stateText = (row: TransferRow) => (row.isOverdue ? `${row.stateLabel}，已逾期` : row.stateLabel)

/** What keeps a package from being taken; empty when nothing does. */
export function obstacle(preview: PackagePreview): string {
  if (preview.acceptedTransferId) return '这个介绍包已经接收过，不会重复记。'
  if (preview.isOwn) return '这是本镇自己开出的介绍包，请交给接收方乡镇读入。'
  if (preview.isExpired) return `介绍信已于 ${preview.validUntil} 过期，请对方重新开具。`
  return ''
}

/** Whom the person is joined with: known people must be, for others the clerk decides. */
export const defaultJoin = (preview: PackagePreview) => preview.known?.id ?? ''

export function countLine(outgoing: TransferRow[]): string {
  const late = outgoing.filter((row) => row.isOverdue).length
  const waiting = outgoing.filter((row) => row.state === 'awaiting_receipt').length
  const missing = outgoing.filter((row) => row.state === null).length
  const parts = [late ? `${late} 份回执逾期` : '', waiting ? `${waiting} 份待回执` : '', missing ? `${missing} 人还没有介绍包` : '']
  return parts.filter(Boolean).join('，')
}
