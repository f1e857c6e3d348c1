import { computed, onBeforeUnmount, reactive, ref } from 'vue'
import { call, queryClient, type RpcError } from '@/api'
import type { AttendanceState, RollMark, RollSheet } from '@/bindings'

const WAIT_MS = 300
const REFUSED = ['invalid', 'locked', 'forbidden', 'not_found', 'conflict', 'auth_expired']

/**
 * Marks show at once and are saved in small batches. What failed stays on the screen and in the queue until it is
 * saved; leaving the page or the half-day saves first.
 */
export function useRollSaver(classId: () => string, lessonId: () => string) {
  const queue = reactive(new Map<string, AttendanceState | null>())
  const isSaving = ref(false)
  const savedAt = ref<number | null>(null)
  const error = ref<RpcError | null>(null)
  let timer = 0
  let running: Promise<boolean> | null = null

  function put(enrollmentId: string, state: AttendanceState | null) {
    queue.set(enrollmentId, state)
    window.clearTimeout(timer)
    timer = window.setTimeout(() => void flush(), WAIT_MS)
  }

  /** Saves what is queued, after what is on its way; tells whether all of it is saved. */
  function flush(): Promise<boolean> {
    window.clearTimeout(timer)
    running = running ? running.then((isDone) => isDone && send()) : send()
    const mine = running
    void mine.finally(() => {
      if (running === mine) running = null
    })
    return mine
  }

  async function send(): Promise<boolean> {
    if (!queue.size) return true
    const [inClass, inLesson] = [classId(), lessonId()]
    const sent = [...queue]
    const marks: RollMark[] = sent.map(([enrollmentId, state]) => ({ enrollmentId, state, note: '' }))
    isSaving.value = true
    try {
      const sheet = await call('attendance.mark', { classId: inClass, lessonId: inLesson, marks, method: 'roll' })
      take(inClass, inLesson, sheet)
      for (const [id, state] of sent) if (queue.get(id) === state) queue.delete(id)
      savedAt.value = Date.now()
      error.value = null
    } catch (thrown) {
      error.value = thrown as RpcError
      // What the core refuses it will refuse again: the screen goes back to what stands.
      if (REFUSED.includes(error.value.code)) queue.clear()
      return false
    } finally {
      isSaving.value = false
    }
    // What was typed meanwhile goes in the next batch.
    return queue.size ? send() : true
  }

  /** The answer is the newest sheet: it takes the old one's place without asking again. */
  function take(inClass: string, inLesson: string, sheet: RollSheet) {
    queryClient.setQueryData(['attendance', 'attendance.sheet', { classId: inClass, lessonId: inLesson }], sheet)
  }

  function onLeave(event: BeforeUnloadEvent) {
    if (queue.size) event.preventDefault()
  }
  window.addEventListener('beforeunload', onLeave)
  onBeforeUnmount(() => {
    window.removeEventListener('beforeunload', onLeave)
    void flush()
  })

  return { queue, put, flush, take, isSaving: computed(() => isSaving.value || (queue.size > 0 && !error.value)), savedAt, error }
}
