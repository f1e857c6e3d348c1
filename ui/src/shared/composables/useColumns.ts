import { computed, ref, type Ref } from 'vue'
import type { LxColumn } from '../grid/columns'

/** Which columns a person sees in one list, kept on this PC. The first column names the row and always stays. */
export function useColumns<Row>(list: string, all: LxColumn<Row>[], hiddenAtFirst: string[] = []) {
  const place = `lunxun.columns.${list}`
  const hidden: Ref<string[]> = ref(read(place) ?? hiddenAtFirst)
  const columns = computed(() => all.filter((column, i) => i === 0 || !hidden.value.includes(column.key)))
  const choices = computed(() => all.slice(1).map(({ key, title }) => ({ key, title, isShown: !hidden.value.includes(key) })))
  function toggle(key: string) {
    hidden.value = hidden.value.includes(key) ? hidden.value.filter((other) => other !== key) : [...hidden.value, key]
    localStorage.setItem(place, JSON.stringify(hidden.value))
  }
  function reset() {
    hidden.value = hiddenAtFirst
    localStorage.removeItem(place)
  }
  return { columns, choices, toggle, reset }
}

function read(place: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? 'null')
    return Array.isArray(kept) ? kept.filter((key) => typeof key === 'string') : null
  } catch {
    return null
  }
}
