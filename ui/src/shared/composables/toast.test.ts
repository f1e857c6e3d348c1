import { ElMessage } from 'element-plus'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { nextTick } from 'vue'
import { showError, showSuccess } from './toast'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  ElMessage.closeAll()
  vi.useRealTimers()
  document.body.innerHTML = ''
})
const shown = () => [...document.querySelectorAll<HTMLElement>('.el-message')].filter((each) => each.style.display !== 'none')
const words = () => shown().map((each) => each.textContent?.trim())

test('a_success_goes_by_itself_and_an_error_stays_until_closed', async () => {
  showSuccess('已保存')
  showError({ message: '端口被占用，请换一个。' })
  await nextTick()
  expect(words()).toEqual(['已保存', '端口被占用，请换一个。'])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(words()).toEqual(['端口被占用，请换一个。'])
  document.querySelector<HTMLElement>('.el-message__closeBtn')!.click()
  await vi.advanceTimersByTimeAsync(1000)
  expect(words()).toEqual([])
})
test('of_what_was_done_only_the_newest_stands', async () => {
  for (const each of ['已发通知', '已开班', '已保存', '已保存']) showSuccess(each)
  await vi.advanceTimersByTimeAsync(1000)
  expect(words()).toEqual(['已保存'])
})
test('messages_stand_at_the_foot_and_leave_the_head_of_the_page_free', async () => {
  showSuccess('已加入')
  await nextTick()
  expect(shown()[0]?.className).toContain('is-bottom')
  expect(shown()[0]?.style.top).toBe('')
})
test('of_many_errors_the_newest_three_stay', async () => {
  for (const each of ['一', '二', '三', '四', '四']) showError({ message: each })
  await vi.advanceTimersByTimeAsync(1000)
  expect(words().map((each) => each?.slice(-1))).toEqual(['二', '三', '四'])
})
