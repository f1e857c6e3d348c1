import { expect, test } from 'vitest'
import type { GateItem } from '@/bindings'
import { forwardOf, missingText, openGates, sideOf, standingOf } from './model'

const gate = (over: Partial<GateItem>): GateItem => ({ code: 'attendance', label: '考勤', isDone: false, detail: '', waivedReason: null, missing: [], missingCount: 0, isMoot: false, ...over })

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
test('a_gate_with_nobody_due_is_not_involved_and_stops_nothing', () => {
  const marks = gate({ code: 'marks', isDone: true, isMoot: true, detail: '0人的成绩已齐' })
  expect(standingOf(marks)).toMatchObject({ kind: 'moot', word: '不涉及', tone: 'soft' })
  expect(openGates([marks])).toEqual([])
})
test('a_gate_with_people_due_is_done_open_or_waived', () => {
  expect(standingOf(gate({ isDone: true })).kind).toBe('done')
  expect(standingOf(gate({ missing: ['甲'], missingCount: 1 })).kind).toBe('open')
  expect(standingOf(gate({ waivedReason: '停电' })).kind).toBe('waived')
})
