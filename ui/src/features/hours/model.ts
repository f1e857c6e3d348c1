import type { HoursChannel, HoursLine, HoursSummary } from '@/bindings'
import { formatHours, HOURS_CHANNEL } from '@/shared/format'

/** What may be entered by hand; classes credit themselves when they are closed. */
export const MANUAL: HoursChannel[] = ['party_lesson', 'theme_day', 'broadcast', 'superior', 'remote']
export const MANUAL_OPTIONS = MANUAL.map((value) => ({ value, label: HOURS_CHANNEL[value] }))

/** Share of the target that is earned, for the bar; never over 100. */
export function earnedPercent(hours: Pick<HoursSummary, 'targetTenths' | 'earnedTenths'>): number {
  return hours.targetTenths > 0 ? Math.max(0, Math.min(100, Math.round((hours.earnedTenths / hours.targetTenths) * 100))) : 100
}

export function gapText(hours: Pick<HoursSummary, 'gapTenths'>): string {
  return hours.gapTenths > 0 ? `还差 ${formatHours(hours.gapTenths)}` : '已达标'
}

/** Only a line entered by hand and not yet taken back may be taken back. */
export function canReverse(line: HoursLine): boolean {
  return line.channel !== 'reversal' && line.channel !== 'class' && !line.isReversed && line.creditTenths > 0
}
