import type { BlackoutView, SaveBlackout } from '@/bindings'

const DAY_MS = 86_400_000

export function daysOf(blackout: { startsOn: string; endsOn: string }): number {
  return Math.round((Date.parse(blackout.endsOn) - Date.parse(blackout.startsOn)) / DAY_MS) + 1
}

/** Days of the year that no class may use; days named twice count once. */
export function blockedDays(blackouts: BlackoutView[], year: number): number {
  const days = new Set<number>()
  for (const each of blackouts) {
    for (let at = Date.parse(each.startsOn); at <= Date.parse(each.endsOn); at += DAY_MS) {
      if (new Date(at).getUTCFullYear() === year) days.add(at)
    }
  }
  return days.size
}

/** By month, January first; a stretch stands in the month where it begins. */
export function monthsOf(blackouts: BlackoutView[], year: number): { month: number; blackouts: BlackoutView[] }[] {
  const sorted = [...blackouts].sort((a, b) => a.startsOn.localeCompare(b.startsOn))
  const monthOf = (each: BlackoutView) => (each.startsOn < `${year}` ? 1 : Number(each.startsOn.slice(5, 7)))
  return Array.from({ length: 12 }, (_, i) => ({ month: i + 1, blackouts: sorted.filter((each) => monthOf(each) === i + 1) }))
    .filter((each) => each.blackouts.length)
}

export function formOf(blackout: BlackoutView | null): SaveBlackout {
  return blackout ? { ...blackout } : { id: null, name: '', startsOn: '', endsOn: '', kind: 'custom', source: '' }
}

export function problemsOf(form: SaveBlackout): Partial<Record<string, string>> {
  const problems: Partial<Record<string, string>> = {}
  if (!form.name.trim()) problems.name = '请填写名称，例如“镇人代会”。'
  if (!form.startsOn) problems.startsOn = '请选择开始日期。'
  if (!form.endsOn) problems.endsOn = '请选择结束日期。'
  else if (form.endsOn < form.startsOn) problems.endsOn = '结束日期不能早于开始日期。'
  return problems
}
