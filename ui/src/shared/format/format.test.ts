import { describe, expect, it } from 'vitest'
import {
  CLASS_STATE, formatAgo, formatCount, formatDay, formatDayRange, formatHours, formatMoment, formatPercent, formatPermille,
  formatShortDay, maskIdNo, maskPhone, options, parseTenths, passwordProblem, syncWords, wordOf,
} from './index'
import { toBase64 } from './base64'

describe('dates', () => {
  it('partial_dates_keep_only_what_they_have', () => {
    expect(formatDay('2027-03-09')).toBe('2027年3月9日')
    expect(formatDay('1985-06')).toBe('1985年6月')
    expect(formatDay('1985')).toBe('1985年')
    expect(formatDay(null)).toBe('—')
  })
  it('a_range_says_twice_only_what_changes', () => {
    expect(formatDayRange('2027-03-09', '2027-03-09')).toBe('2027年3月9日')
    expect(formatDayRange('2027-03-09', '2027-03-10')).toBe('2027年3月9日至10日')
    expect(formatDayRange('2027-03-31', '2027-04-01')).toBe('2027年3月31日至4月1日')
    expect(formatDayRange('2026-12-31', '2027-01-01')).toBe('2026年12月31日至2027年1月1日')
  })
  it('moments_are_in_beijing_time', () => {
    expect(formatMoment(Date.parse('2027-03-08T17:05:00Z'))).toBe('2027年3月9日 01:05')
    expect(formatShortDay('2027-03-09')).toBe('3月9日 周二')
  })
  it('a_moment_of_today_needs_no_date', () => {
    const now = Date.parse('2027-03-09T02:32:00Z')
    expect(formatAgo(null, now)).toBe('还没有过')
    expect(formatAgo(now - 30_000, now)).toBe('刚刚')
    expect(formatAgo(now - 300_000, now)).toBe('5 分钟前')
    expect(formatAgo(now - 7_200_000, now)).toBe('今天 08:32')
  })
})

describe('numbers', () => {
  it('credit_tenths_become_hours_without_rounding', () => {
    expect(formatHours(320)).toBe('32 学时')
    expect(formatHours(45)).toBe('4.5 学时')
    expect(formatHours(-5)).toBe('-0.5 学时')
    expect(formatHours(null)).toBe('—')
  })
  it('finer_than_a_tenth_is_refused', () => {
    expect(parseTenths('4.5')).toBe(45)
    expect(parseTenths(' 8 ')).toBe(80)
    expect(parseTenths('4.55')).toBeNull()
    expect(parseTenths('四')).toBeNull()
  })
  it('nothing_due_is_a_dash_and_never_zero_percent', () => {
    expect(formatPercent(0, 0)).toBe('—')
    expect(formatPercent(957, 1087)).toBe('88.04%')
    expect(formatPermille(857)).toBe('85.7%')
    expect(formatCount(98213)).toBe('98\u202f213')
  })
})

describe('masks', () => {
  it('an_id_keeps_six_and_four', () => {
    expect(maskIdNo('11010519491231002X')).toBe('110105********002X')
    expect(maskIdNo('110105********002X')).toBe('110105********002X')
    expect(maskPhone('13812345678')).toBe('138****5678')
    expect(maskPhone(null)).toBe('—')
  })
})

describe('words', () => {
  it('choices_come_in_written_order', () => {
    expect(options(CLASS_STATE)[0]).toEqual({ value: 'draft', label: '筹备中' })
  })
  it('an_unknown_value_stays_readable', () => {
    expect(wordOf(CLASS_STATE, 'archived')).toBe('archived')
    expect(wordOf(CLASS_STATE, null)).toBe('—')
  })
  it('weak_passwords_are_named', () => {
    expect(passwordProblem('Ab1#', 'Ab1#')).toContain('10')
    expect(passwordProblem('abcdefghijk', 'abcdefghijk')).toContain('三种')
    expect(passwordProblem('Guanli#20271', 'Guanli#20271', 'guanli')).toContain('用户名')
    expect(passwordProblem('Qingshan#2027', 'Qingshan#202')).toContain('不一样')
    expect(passwordProblem('Qingshan#2027', 'Qingshan#2027', 'dangxiao')).toBe('')
  })
})

describe('sync', () => {
  const status = {
    state: 'agreed' as const, countyName: null, countyUrl: null, pending: 0, conflicts: 0, parked: 0, lastSuccessAt: 1, lastError: null,
    nextTryAt: null, progress: null, differences: [], refused: [], clockWarning: null,
  }
  it('synchronised_is_said_only_when_nothing_waits_and_both_sides_agree', () => {
    expect(syncWords(status, 60_000).short).toContain('已同步')
    expect(syncWords({ ...status, pending: 3 }, 0).short).not.toContain('已同步')
    expect(syncWords({ ...status, state: 'idle' }, 0).short).not.toContain('已同步')
    expect(syncWords({ ...status, conflicts: 2 }, 0).short).toBe('2 处要核对')
  })
})

it('large_files_become_base64', () => {
  const bytes = new Uint8Array(100_000).fill(65)
  expect(atob(toBase64(bytes)).length).toBe(100_000)
})
