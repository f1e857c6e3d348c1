import { VueQueryPlugin } from '@tanstack/vue-query'
import { render } from '@testing-library/vue'
import { expect, test, vi } from 'vitest'
import { defineComponent, h, ref } from 'vue'
import { queryClient } from '@/api'
import { setTransport } from '@/api/transport'
import { fakeTransport } from '@/testing/fakeTransport'
import { useRowSearch } from './useRowSearch'

test('the_core_says_which_rows_of_a_list_fit', async () => {
  const asked = vi.fn(() => ({ places: [1] }))
  setTransport(fakeTransport({ 'list.match': asked }))
  let search: ReturnType<typeof useRowSearch<{ name: string }>> | undefined
  const rows = ref([{ name: '单雪梅' }, { name: '张三' }])
  const Page = defineComponent({
    setup() {
      search = useRowSearch(rows, (row) => ({ names: [row.name] }))
      return () => h('p', search?.shown.value.map((row) => row.name).join())
    },
  })
  const page = render(Page, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } })
  expect(page.container.textContent).toBe('单雪梅,张三')
  expect(asked).not.toHaveBeenCalled()
  if (search) search.query.value = 'zs'
  await vi.waitFor(() => expect(page.container.textContent).toBe('张三'))
  expect(asked).toHaveBeenCalledWith({ query: 'zs', rows: [{ names: ['单雪梅'], texts: [], numbers: [] }, { names: ['张三'], texts: [], numbers: [] }] })
})
