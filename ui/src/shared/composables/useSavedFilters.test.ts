import { beforeEach, expect, test } from 'vitest'
import { useSavedFilters } from './useSavedFilters'

beforeEach(() => localStorage.clear())

test('a_saved_filter_outlives_the_page_and_a_name_stands_once', () => {
  const first = useSavedFilters<{ year: number }>('classes')
  first.save('今年', { year: 2026 })
  first.save('今年', { year: 2027 })
  expect(useSavedFilters('classes').saved.value).toEqual([{ name: '今年', state: { year: 2027 } }])
  first.drop('今年')
  expect(useSavedFilters('classes').saved.value).toEqual([])
})
test('what_is_broken_on_disk_counts_as_nothing', () => {
  localStorage.setItem('lunxun.filters.classes', '{')
  expect(useSavedFilters('classes').saved.value).toEqual([])
})
