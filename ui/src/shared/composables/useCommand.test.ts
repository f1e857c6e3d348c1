/* eslint-disable vue/one-component-per-file -- a reader and a writer, both made for the one test */
import { VueQueryPlugin } from '@tanstack/vue-query'
import { cleanup, render, waitFor } from '@testing-library/vue'
import { afterEach, expect, test } from 'vitest'
import { defineComponent, h, ref, type Ref } from 'vue'
import { queryClient } from '@/api'
import { markStale } from '@/api/cache'
import { setTransport } from '@/api/transport'
import { fakeTransport } from '@/testing/fakeTransport'
import { useQueryCommand } from './useCommand'

afterEach(cleanup)

test('a_reader_that_waits_again_leaves_the_others_their_question', async () => {
  const asked: unknown[] = []
  setTransport(fakeTransport({ 'class.amendments': (request) => { asked.push(request); return { amendments: [] } } }))
  const reader = (classId: Ref<string | null>) => defineComponent({
    setup() {
      const { error } = useQueryCommand('class.amendments', () => (classId.value ? { classId: classId.value } : null))
      return () => h('p', error.value?.message ?? '')
    },
  })
  const [stays, leaves] = [ref<string | null>('c1'), ref<string | null>('c1')]
  const both = defineComponent({ setup: () => () => [h(reader(stays)), h(reader(leaves))] })
  render(both, { global: { plugins: [[VueQueryPlugin, { queryClient }]] } })
  await waitFor(() => expect(asked).toHaveLength(1))
  leaves.value = null
  markStale(['class'])
  await waitFor(() => expect(asked).toHaveLength(2))
  expect(asked[1]).toEqual({ classId: 'c1' })
})
