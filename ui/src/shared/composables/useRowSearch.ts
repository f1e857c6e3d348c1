import { computed, ref, watch, type Ref } from 'vue'
import type { SearchRow } from '@/bindings'
import { useQueryCommand } from './useCommand'

const TYPING_MS = 120

/** What of a row can be looked for; absent parts count as none. */
export type Searchable = Partial<SearchRow>

/**
 * Search in a list that the page holds whole: by any reading of a name, initials, full or mixed pinyin, characters,
 * digits. The core says which rows fit, so that every list answers like the roster.
 */
export function useRowSearch<Row>(rows: Ref<Row[]>, of: (row: Row) => Searchable) {
  const query = ref('')
  const asked = ref('')
  let timer = 0
  watch(query, (text) => {
    window.clearTimeout(timer)
    timer = window.setTimeout(() => (asked.value = text.trim()), TYPING_MS)
  })
  const found = useQueryCommand('list.match', () => (asked.value ? { query: asked.value, rows: rows.value.map((row) => searchRow(of(row))) } : null), { keepPrevious: true })
  const shown = computed<Row[]>(() => {
    if (!asked.value || !found.data.value) return rows.value
    return found.data.value.places.flatMap((place) => rows.value[place] ?? [])
  })
  return { query, shown }
}

function searchRow(row: Searchable): SearchRow {
  const some = (texts: string[] | undefined) => (texts ?? []).filter(Boolean)
  return { names: some(row.names), texts: some(row.texts), numbers: some(row.numbers) }
}
