import { defineStore } from 'pinia'
import { ref, watch } from 'vue'

/** Four sizes (字号四档): the whole layout grows with the type. */
export const FONT_SIZES = [
  { value: 1, label: '标准' },
  { value: 1.125, label: '大' },
  { value: 1.25, label: '特大' },
  { value: 1.5, label: '超大' },
] as const

const KEY = 'lunxun.scale'

export const usePrefs = defineStore('prefs', () => {
  const scale = ref(Number(localStorage.getItem(KEY)) || 1)
  watch(
    scale,
    (value) => {
      document.documentElement.style.setProperty('--lx-scale', String(value))
      localStorage.setItem(KEY, String(value))
    },
    { immediate: true },
  )
  return { scale }
})
