import { describe, expect, it } from 'vitest'
import type { PackagePreview, TransferRow } from '@/bindings'
import { countLine, defaultJoin, isCodeWhole, obstacle, stateText, tidyCode, toneOf } from './model'

const row = (more: Partial<TransferRow>) => ({ state: 'awaiting_receipt', stateLabel: '已转出待回执', isOverdue: false, ...more }) as TransferRow
const preview = (more: Partial<PackagePreview>) =>
  ({ acceptedTransferId: null, isOwn: false, isExpired: false, validUntil: '2027-05-30', known: null, ...more }) as PackagePreview

describe('the code', () => {
  it('is grouped as it is printed however it is typed', () => {
    expect(tidyCode('7k2m 9qxr－03td')).toBe('7K2M-9QXR-03TD')
    expect(tidyCode('7k2m-9q')).toBe('7K2M-9Q')
    expect(tidyCode('7K2M9QXR03TDZZZ')).toBe('7K2M-9QXR-03TD')
  })
  it('is whole with twelve characters', () => {
    expect(isCodeWhole('7K2M-9QXR-03T')).toBe(false)
    expect(isCodeWhole('7k2m9qxr03td')).toBe(true)
  })
})

describe('the lists', () => {
  it('an overdue receipt is red and says so', () => {
    expect([toneOf(row({ isOverdue: true })), stateText(row({ isOverdue: true }))]).toEqual(['bad', '已转出待回执，已逾期'])
    expect(toneOf(row({}))).toBeUndefined()
    expect(toneOf(row({ state: null }))).toBe('warn')
  })
  it('counts what is open and nothing else', () => {
    expect(countLine([row({ isOverdue: true }), row({}), row({ state: null }), row({ state: 'settled' })])).toBe('1 份回执逾期，2 份待回执，1 人还没有介绍包')
    expect(countLine([row({ state: 'settled' })])).toBe('')
  })
})

describe('a package', () => {
  it('is not taken twice, nor by its own township, nor after its last day', () => {
    expect(obstacle(preview({}))).toBe('')
    expect(obstacle(preview({ acceptedTransferId: 'a', isExpired: true }))).toContain('接收过')
    expect(obstacle(preview({ isOwn: true }))).toContain('本镇自己')
    expect(obstacle(preview({ isExpired: true }))).toContain('2027-05-30')
  })
  it('joins who is known', () => {
    expect(defaultJoin(preview({}))).toBe('')
    expect(defaultJoin(preview({ known: { id: 'm' } as PackagePreview['known'] }))).toBe('m')
  })
})
