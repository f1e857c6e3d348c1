import { ref, type Ref } from 'vue'

export type SavedFilter<State> = { name: string; state: State }

/** Filters of one list under names, kept on this PC; saving a name again replaces what it stood for. */
export function useSavedFilters<State>(list: string) {
  const place = `lunxun.filters.${list}`
  const saved = ref(read<State>(place)) as Ref<SavedFilter<State>[]>
  function put(next: SavedFilter<State>[]) {
    saved.value = next
    localStorage.setItem(place, JSON.stringify(next))
  }
  function save(name: string, state: State) {
    put([...saved.value.filter((one) => one.name !== name), { name, state: structuredClone(state) }])
  }
  function drop(name: string) {
    put(saved.value.filter((one) => one.name !== name))
  }
  return { saved, save, drop }
}

function read<State>(place: string): SavedFilter<State>[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place) ?? '[]')
    return Array.isArray(kept) ? kept.filter((one) => typeof one?.name === 'string' && one.state) : []
  } catch {
    return []
  }
}
