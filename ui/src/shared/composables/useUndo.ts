import { defineStore } from 'pinia'
import { ref } from 'vue'

const SHOWN_MS = 10_000

/** `useUndo().propose('已导入 1 196 人', operationId)` shows the bar with 撤销 for ten seconds. */
export const useUndo = defineStore('undo', () => {
  const offer = ref<{ text: string; operationId: string } | null>(null)
  let timer = 0

  function propose(text: string, operationId: string) {
    offer.value = { text, operationId }
    window.clearTimeout(timer)
    timer = window.setTimeout(dismiss, SHOWN_MS)
  }
  function dismiss() {
    offer.value = null
  }
  /** The step was taken back elsewhere: it is not offered again. */
  function settle(operationId: string) {
    if (offer.value?.operationId === operationId) dismiss()
  }
  return { offer, propose, dismiss, settle }
})
