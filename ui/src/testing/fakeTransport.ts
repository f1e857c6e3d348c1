import type { Commands } from '@/bindings'
import type { Envelope, Transport } from '@/api/transport'
import { allHandlers, type Handlers } from './fixtures'

/** A read makes nothing stale; else a screen would ask for itself without end. */
const READS = /\.(list|get|tree|status|overview|names|sheet|summary|operations|batches|class_members|class_member|candidates|amendments|check)$/

/** In memory, for looking at screens and for tests: `?fake`, `?fake=fresh`, `?fake=locked`, `?fake=teacher`, `?fake=empty`. */
export function fakeTransport(extra: Handlers = {}): Transport {
  const handlers: Handlers = { ...allHandlers(new URLSearchParams(location.search).get('fake') ?? ''), ...extra }
  return {
    async rpc(command, request): Promise<Envelope> {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const handler = handlers[command as keyof Commands] as ((request: unknown) => unknown) | undefined
      if (!handler) return { err: { code: 'not_found', message: `样例里没有“${command}”，请在 testing/fixtures 里补上。`, field: null } }
      try {
        return { ok: handler(request), stale: READS.test(command) ? [] : [command.slice(0, command.indexOf('.'))] }
      } catch (thrown) {
        return { err: thrown as { code: string; message: string; field: string | null } }
      }
    },
    openFile: () => Promise.resolve(),
    onEvent: () => () => undefined,
  }
}
