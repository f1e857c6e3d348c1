import type { MarkRow, MarkSheet } from '@/bindings'

/** One trainee's marks as they are sent. */
export type MarkEntry = Pick<MarkRow, 'enrollmentId' | 'examMark' | 'examAbsent' | 'exemptReason' | 'retakeMark' | 'reflectionMark'>
export type MarkColumn = 'exam' | 'exempt' | 'retake' | 'reflection'

const ABSENT = '缺考'
const EXEMPT = '免考'
/** What stands where only 免考 was typed; the column beside it takes the reason. */
export const EXEMPT_REASON = '经批准免考'

function plain(text: string): string {
  return text.normalize('NFKC').replace(/\s/g, '')
}

/** `86`, `86.5`, `８６．５`: at most one decimal. `null` is empty, `undefined` is no mark at all. */
export function parseMark(text: string): number | null | undefined {
  const words = plain(text).replace(/分$/, '')
  if (!words) return null
  return /^\d{1,4}(\.\d)?$/.test(words) ? Number(words) : undefined
}

/** What is wrong with a typed cell, or `null`. Says where and how to put it right. */
export function checkCell(column: MarkColumn, text: string, row: MarkRow, sheet: Pick<MarkSheet, 'fullMark' | 'passMark'>): string | null {
  if (column === 'exempt') return null
  const words = plain(text)
  const isExam = column === 'exam'
  if (isExam && (words === ABSENT || words.startsWith(EXEMPT))) return null
  const mark = parseMark(text)
  const most = column === 'reflection' ? 100 : sheet.fullMark
  if (mark === undefined) return isExam ? `“${text}”不是分数，请填 0 到 ${most}，或“缺考”“免考”` : `“${text}”不是分数，请填 0 到 ${most}，最多一位小数`
  if (mark !== null && mark > most) return `${mark} 超过满分 ${most}，请改正`
  if (column === 'retake' && mark !== null) {
    if (row.exemptReason) return '已登记免考，不需要补考成绩'
    if (row.examMark === null && !row.examAbsent) return '还没有首次考试成绩，请先填成绩或“缺考”'
    if (row.examMark !== null && row.examMark >= sheet.passMark) return '首次考试已及格，不需要补考'
  }
  return null
}

export function cellText(column: MarkColumn, row: MarkRow): string {
  const mark = (value: number | null) => (value === null ? '' : String(value))
  if (column === 'exam') return row.exemptReason ? EXEMPT : row.examAbsent ? ABSENT : mark(row.examMark)
  if (column === 'exempt') return row.exemptReason ?? ''
  return mark(column === 'retake' ? row.retakeMark : row.reflectionMark)
}

export function entryOf(row: MarkRow): MarkEntry {
  const { enrollmentId, examMark, examAbsent, exemptReason, retakeMark, reflectionMark } = row
  return { enrollmentId, examMark, examAbsent, exemptReason, retakeMark, reflectionMark }
}

/** Puts one checked cell into a row's marks. 缺考, 免考 and a mark exclude each other; a retake goes with its first sitting. */
export function applyCell(entry: MarkEntry, column: MarkColumn, text: string): MarkEntry {
  const words = plain(text)
  if (column === 'retake') return { ...entry, retakeMark: parseMark(text) ?? null }
  if (column === 'reflection') return { ...entry, reflectionMark: parseMark(text) ?? null }
  if (column === 'exempt') {
    const reason = text.trim() || null
    return reason ? { ...entry, examMark: null, examAbsent: false, retakeMark: null, exemptReason: reason } : { ...entry, exemptReason: null }
  }
  if (words === ABSENT) return { ...entry, examMark: null, examAbsent: true, exemptReason: null }
  if (words.startsWith(EXEMPT)) {
    const reason = /^免考[（(:：](.+?)[)）]?$/.exec(words)?.[1] ?? entry.exemptReason ?? EXEMPT_REASON
    return { ...entry, examMark: null, examAbsent: false, retakeMark: null, exemptReason: reason }
  }
  const examMark = parseMark(text) ?? null
  return { ...entry, examMark, examAbsent: false, exemptReason: null, retakeMark: examMark === null ? null : entry.retakeMark }
}

/** All edits of one step, one entry a person, over what is waiting to be saved. */
export function entriesOf(edits: { row: MarkRow; key: string; to: string }[], waiting: Map<string, MarkEntry>): MarkEntry[] {
  const entries = new Map<string, MarkEntry>()
  for (const { row, key, to } of edits) {
    const before = entries.get(row.enrollmentId) ?? waiting.get(row.enrollmentId) ?? entryOf(row)
    entries.set(row.enrollmentId, applyCell(before, key as MarkColumn, to))
  }
  return [...entries.values()]
}
