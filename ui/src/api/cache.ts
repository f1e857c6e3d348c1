import { QueryClient } from '@tanstack/vue-query'
import { RpcError } from './errors'
import type { LunxunEvent } from './transport'

/** Every query key begins with the feature that it reads: `['member', 'member.list', request]`. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // The store is on this machine: it is asked again when a write or a sync says so, not by the clock.
      staleTime: Infinity,
      gcTime: 5 * 60_000,
      refetchOnWindowFocus: false,
      retry: (count, error) => error instanceof RpcError && error.code === 'busy' && count < 3,
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})

/** What these features show is old (`*`: all of them); the home page counts over all. */
export function markStale(features: string[]): void {
  if (!features.length) return
  if (features.includes('*')) return void queryClient.invalidateQueries()
  const names = new Set([...features, 'home', 'audit'])
  void queryClient.invalidateQueries({ predicate: (query) => names.has(String(query.queryKey[0])) })
}

export function applyEvent(event: LunxunEvent): void {
  if (event.kind === 'changed') markStale(event.features)
  if (event.kind === 'sync') {
    queryClient.setQueryData(['sync', 'sync.status', {}], event.status)
    void queryClient.invalidateQueries({ queryKey: ['conflict'] })
  }
}
