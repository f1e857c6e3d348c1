/** Integer tenths → 32 学时, 4.5 学时. */
export function formatHours(tenths: number | null | undefined): string {
  return tenths === null || tenths === undefined ? '—' : `${formatTenths(tenths)} 学时`
}

/** Integer tenths → `32` or `4.5`, without a unit. */
export function formatTenths(tenths: number | null | undefined): string {
  if (tenths === null || tenths === undefined) return '—'
  const sign = tenths < 0 ? '-' : ''
  const whole = Math.abs(tenths)
  return `${sign}${Math.floor(whole / 10)}${whole % 10 ? `.${whole % 10}` : ''}`
}

/** `4.5` → 45 tenths; `null` when it is no number or finer than a tenth. */
export function parseTenths(text: string): number | null {
  const match = /^(-?)(\d{1,6})(?:[.．](\d))?$/.exec(text.trim())
  if (!match) return null
  const tenths = Number(match[2]) * 10 + Number(match[3] ?? 0)
  return match[1] ? -tenths : tenths
}

/** Permille → 85.7%; nothing due is —, never 0%. */
export function formatPermille(permille: number | null | undefined): string {
  return permille === null || permille === undefined ? '—' : `${(permille / 10).toFixed(1)}%`
}

/** Numerator over denominator → 88.04%; an empty denominator is —. */
export function formatPercent(numerator: number, denominator: number): string {
  return denominator ? `${((numerator / denominator) * 100).toFixed(2)}%` : '—'
}

/** 12345 → 12 345, so that long counts are read at a glance. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')
}

/** Integer 分 → `1,200.00`, as money is written. */
export function formatYuan(fen: number | null | undefined): string {
  if (fen === null || fen === undefined) return '—'
  const whole = Math.floor(Math.abs(fen) / 100)
  const rest = String(Math.abs(fen) % 100).padStart(2, '0')
  return `${fen < 0 ? '-' : ''}${String(whole).replace(/\B(?=(\d{3})+(?!\d))/g, ',')}.${rest}`
}
