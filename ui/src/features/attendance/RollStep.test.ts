import { VueQueryPlugin } from '@tanstack/vue-query'
import { cleanup, fireEvent, render, waitFor } from '@testing-library/vue'
import ElementPlus from 'element-plus'
import { createPinia } from 'pinia'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { queryClient } from '@/api'
import { setTransport } from '@/api/transport'
import { fakeTransport } from '@/testing/fakeTransport'
import { allHandlers } from '@/testing/fixtures'
import RollStep from './RollStep.vue'

const saved = vi.fn()

beforeEach(() => {
  saved.mockClear()
  queryClient.clear()
})
afterEach(cleanup)

async function open(mode = '') {
  const handlers = allHandlers(mode)
  const mark = handlers['attendance.mark']
  setTransport(fakeTransport({ ...handlers, 'attendance.mark': (request) => { saved(request.marks.map((each) => [each.enrollmentId, each.state])); return mark!(request) } }))
  const lessons = handlers['timetable.list']!({ classId: 'c1' }).lessons
  Element.prototype.scrollIntoView = vi.fn()
  const page = render(RollStep, { props: { classId: 'c1', lessons, today: '2027-03-09' }, global: { plugins: [createPinia(), [VueQueryPlugin, { queryClient }], ElementPlus] } })
  await waitFor(() => expect(page.container.querySelector('[data-test="roll-row-60"]')).toBeTruthy())
  return page
}
const row = (page: { container: Element }, seat: number) => page.container.querySelector(`[data-test="roll-row-${seat}"]`)?.textContent ?? ''
const counts = (page: { container: Element }) => page.container.querySelector('[data-test="roll-counts"]')?.textContent ?? ''
async function type(page: { container: Element }, text: string) {
  const box = page.container.querySelector<HTMLInputElement>('[data-test="roll-find"]')!
  for (const char of text) await fireEvent.update(box, box.value + char)
}

test('f8_marks_everybody_and_leaves_stand_as_leaves', async () => {
  const page = await open()
  await fireEvent.keyDown(window, { key: 'F8' })
  await waitFor(() => expect(counts(page)).toContain('实到 59'))
  expect(counts(page)).toContain('请假 1')
  expect(row(page, 7)).toContain('病假')
})

test('an_exception_is_a_seat_and_one_key_and_a_batch_saves_them_together', async () => {
  const page = await open()
  await type(page, '072427')
  expect(row(page, 7)).toContain('迟到')
  expect(row(page, 42)).toContain('旷课')
  await waitFor(() => expect(saved).toHaveBeenCalledTimes(1))
  expect(saved).toHaveBeenCalledWith([['e6', 'late'], ['e41', 'absent']])
  await waitFor(() => expect(page.container.textContent).toContain('已保存'))
})

test('composing_in_an_input_method_marks_nobody_until_it_ends', async () => {
  const page = await open()
  const box = page.container.querySelector<HTMLInputElement>('[data-test="roll-find"]')!
  await fireEvent.compositionStart(box)
  await fireEvent.update(box, 'w2')
  expect(counts(page)).toContain('未登记 60')
  box.value = ''
  await fireEvent.compositionEnd(box)
  expect(counts(page)).toContain('未登记 60')
})

test('all_present_in_a_village_venue_marks_nobody_elsewhere', async () => {
  const page = await open('venues')
  const venue = (key: string) => page.container.querySelector(`[data-test="roll-venue-${key}"]`)
  await waitFor(() => expect(venue('v2')?.textContent).toContain('尔觉村会场'))
  expect(venue('v2')?.textContent).toContain('未登记 10')
  await fireEvent.click(venue('v2')!)
  expect(row(page, 1)).toBe('')
  expect(row(page, 2)).toContain('未登记')
  await fireEvent.keyDown(window, { key: 'F8' })
  await waitFor(() => expect(venue('v2')?.textContent).toContain('已齐'))
  expect(venue('main')?.textContent).toContain('未登记 50')
  expect(counts(page)).toContain('应到 60')
  expect(counts(page)).toContain('未登记 50')
  await fireEvent.click(venue('all')!)
  expect(row(page, 1)).toContain('未登记')
})
