import { computed, ref, watch } from 'vue'
import { call, queryClient } from '@/api'
import type { MemberRow } from '@/bindings'
import { useQueryCommand } from '@/shared/composables'
import { PAGE_ROWS } from '@/shared/grid/rowWindow'
import { chipsOf, NO_FILTER, toRequest, without, type MemberFilter } from './model'

const TYPING_MS = 150
const MOST_ROWS = 5000

/** The filter outlives the page, so that going to a dossier and back loses nothing. */
const filter = ref<MemberFilter>({ ...NO_FILTER })

/** The roster behind its filter: counts, a window of rows, and the ticked people. */
export function useMembers() {
  const typed = ref(filter.value.query)
  const selected = ref<string[]>([])
  let timer = 0
  watch(typed, (value) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (filter.value = { ...filter.value, query: value }), TYPING_MS)
  })

  const orgs = useQueryCommand('org.tree', () => ({ asOf: filter.value.asOf }), { keepPrevious: true })
  const page = useQueryCommand('member.list', () => toRequest(filter.value, 0, PAGE_ROWS), { keepPrevious: true })
  const orgList = computed(() => orgs.data.value?.orgs ?? [])
  const fetch = computed(() => {
    const now = filter.value
    return async (offset: number, limit: number): Promise<MemberRow[]> => {
      const request = toRequest(now, offset, limit)
      const answer = await queryClient.fetchQuery({
        queryKey: ['member', 'member.list', request],
        queryFn: () => call('member.list', request),
      })
      return answer.rows
    }
  })

  async function selectAll() {
    const count = page.data.value?.filtered ?? 0
    if (selected.value.length >= count) return void (selected.value = [])
    const answer = await call('member.list', toRequest(filter.value, 0, MOST_ROWS))
    selected.value = answer.rows.map((row) => row.id)
  }
  function remove(key: keyof MemberFilter) {
    filter.value = without(filter.value, key)
    if (key === 'query') typed.value = ''
  }
  function clear() {
    filter.value = { ...NO_FILTER, sort: filter.value.sort }
    typed.value = ''
  }
  // Who is ticked but no longer shown would be changed unseen.
  watch(filter, () => (selected.value = []))
  // A filter that was picked stands, whatever was being typed.
  watch(() => filter.value, () => window.clearTimeout(timer))

  return {
    typed, filter, selected, page, orgList, fetch, selectAll, remove, clear,
    chips: computed(() => chipsOf(filter.value, orgList.value)),
  }
}
