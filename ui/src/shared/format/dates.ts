const DAY = /^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$/
const WEEK = ['日', '一', '二', '三', '四', '五', '六']
/** The office keeps Beijing time whatever the computer's clock zone says. */
const OFFSET_MS = 8 * 3600_000

/** `2027-03-09` → 2027年3月9日; a partial date keeps what it has: `1985-06` → 1985年6月. */
export function formatDay(day: string | null | undefined): string {
  const parts = DAY.exec(day ?? '')
  if (!parts) return day || '—'
  const [, year, month, date] = parts
  return `${year}年${month ? `${Number(month)}月` : ''}${date ? `${Number(date)}日` : ''}`
}

/** `2027-03-09` → 3月9日 周二, for tables of one year. */
export function formatShortDay(day: string): string {
  const parts = DAY.exec(day)
  if (!parts?.[3]) return formatDay(day)
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay()
  return `${Number(parts[2])}月${Number(parts[3])}日 周${WEEK[weekday] ?? ''}`
}

/** 2027年3月9日至10日, with only what changes said twice. */
export function formatDayRange(from: string, to: string): string {
  if (from === to) return formatDay(from)
  const a = DAY.exec(from)
  const b = DAY.exec(to)
  if (!a?.[3] || !b?.[3]) return `${formatDay(from)}至${formatDay(to)}`
  if (a[1] !== b[1]) return `${formatDay(from)}至${formatDay(to)}`
  const end = a[2] === b[2] ? `${Number(b[3])}日` : `${Number(b[2])}月${Number(b[3])}日`
  return `${formatDay(from)}至${end}`
}

/** Milliseconds → 2027年3月9日 14:05 (UTC+8). */
export function formatMoment(at: number | null | undefined): string {
  if (!at) return '—'
  const iso = new Date(at + OFFSET_MS).toISOString()
  return `${formatDay(iso.slice(0, 10))} ${iso.slice(11, 16)}`
}

/** 刚刚, 5 分钟前, 今天 14:05; older moments in full. */
export function formatAgo(at: number | null | undefined, now: number): string {
  if (!at) return '还没有过'
  const minutes = Math.floor((now - at) / 60_000)
  if (minutes < 1) return '刚刚'
  if (minutes < 60) return `${minutes} 分钟前`
  const day = (ms: number) => new Date(ms + OFFSET_MS).toISOString().slice(0, 10)
  if (day(at) === day(now)) return `今天 ${new Date(at + OFFSET_MS).toISOString().slice(11, 16)}`
  return formatMoment(at)
}

/** The day at the office (UTC+8) as `YYYY-MM-DD`. */
export function dayOf(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 10)
}
