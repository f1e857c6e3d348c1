import type { FileView, SyncProgress, SyncStatusView } from '@/bindings'

/** What the dispatcher answers: the answer and the features that a write made stale, or the error. */
export type Envelope = { ok: unknown; stale: string[] } | { err: { code: string; message: string; field: string | null } }

/** What the core tells without being asked. */
export type LunxunEvent =
  | { kind: 'changed'; features: string[] }
  | { kind: 'session' }
  | { kind: 'sync'; status: SyncStatusView }
  | ({ kind: 'progress' } & SyncProgress)

export interface Transport {
  rpc(command: string, request: unknown): Promise<Envelope>
  /** Shows a file that the program wrote in the system's own viewer. */
  openFile(file: FileView): Promise<void>
  /** Returns the function that stops listening. */
  onEvent(handler: (event: LunxunEvent) => void): () => void
}

let current: Transport | null = null

export function setTransport(transport: Transport): void {
  current = transport
}

export function transport(): Transport {
  if (!current) throw new Error('transport is not set')
  return current
}

/** The Tauri window when there is one, else loopback HTTP; `?fake` stands in for both while developing. */
export async function chooseTransport(): Promise<Transport> {
  if (import.meta.env.DEV && new URLSearchParams(location.search).has('fake')) {
    return (await import('@/testing/fakeTransport')).fakeTransport()
  }
  if ('__TAURI_INTERNALS__' in window) return (await import('./transport.tauri')).tauriTransport()
  return (await import('./transport.http')).httpTransport()
}
