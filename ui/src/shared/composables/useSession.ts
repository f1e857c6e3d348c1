import { defineStore } from 'pinia'
import { computed, ref } from 'vue'
import { call, queryClient } from '@/api'
import type { SessionStatus } from '@/bindings'

/** Who sits at the desk, and whether the store is open. */
export const useSession = defineStore('session', () => {
  const status = ref<SessionStatus | null>(null)
  const actor = computed(() => status.value?.actor ?? null)
  const isAdmin = computed(() => actor.value?.role === 'admin')
  const state = computed(() => status.value?.state ?? null)

  async function refresh(): Promise<SessionStatus> {
    const answer = await call('session.status', {})
    accept(answer)
    return answer
  }

  /** Takes a new state over; what another person saw is forgotten. */
  function accept(next: SessionStatus) {
    if (status.value?.actor?.accountId !== next.actor?.accountId) queryClient.clear()
    status.value = next
  }

  async function lock() {
    accept(await call('session.lock', {}))
  }

  return { status, actor, isAdmin, state, refresh, accept, lock }
})
