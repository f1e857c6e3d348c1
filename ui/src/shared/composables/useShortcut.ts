import { onBeforeUnmount, onMounted } from 'vue'

/** `ctrl+k`, `f2`, `escape`, `ctrl+shift+z`; Ctrl also means Command. */
export function matchesShortcut(event: KeyboardEvent, combo: string): boolean {
  const parts = combo.toLowerCase().split('+')
  const key = parts.pop()
  if (event.isComposing) return false
  return (
    event.key.toLowerCase() === key &&
    (event.ctrlKey || event.metaKey) === parts.includes('ctrl') &&
    event.shiftKey === parts.includes('shift') &&
    event.altKey === parts.includes('alt')
  )
}

/** Listens on the whole window while the component is mounted. An action that answers `false` leaves the key to the page. */
export function useShortcut(combo: string, action: (event: KeyboardEvent) => unknown): void {
  const onKey = (event: KeyboardEvent) => {
    if (!matchesShortcut(event, combo)) return
    if (action(event) !== false) event.preventDefault()
  }
  onMounted(() => window.addEventListener('keydown', onKey))
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey))
}
