import { expect, test } from 'vitest'
import type { GateItem } from '@/bindings'
import { forwardOf, missingText, openGates, sideOf } from './model'

const gate = (over: Partial<GateItem>): GateItem => ({ code: 'attendance', label: '考勤', isDone: false, detail: '', waivedReason: null, missing: [], missingCount: 0, ...over })

test('a_class_goes_forward_one_state_at_a_time_and_never_past_taught', () => {
  expect(forwardOf('draft')).toBe('notified')
  expect(forwardOf('running')).toBe('taught')
  expect(forwardOf('taught')).toBe(null)
  expect(sideOf('closed')).toEqual([])
})
test('a_waived_gate_is_not_open', () => {
  expect(openGates([gate({}), gate({ isDone: true }), gate({ waivedReason: '停电' })])).toHaveLength(1)
})
test('missing_names_beyond_the_listed_are_counted', () => {
  expect(missingText(gate({ missing: ['甲', '乙'], missingCount: 9 }))).toBe('甲、乙 等 9 项')
  expect(missingText(gate({ missing: ['甲'], missingCount: 1 }))).toBe('甲')
})
