import type { Commands, FileView } from '@/bindings'
import { markStale } from './cache'
import { toRpcError, type RpcError } from './errors'
import { transport } from './transport'

export type CommandName = keyof Commands
export type Request<N extends CommandName> = Commands[N]['request']
export type Answer<N extends CommandName> = Commands[N]['answer']
type Named<A extends 'read' | 'write'> = { [N in CommandName]: Commands[N]['access'] extends A ? N : never }[CommandName]
/** Commands that read: what a query may ask. */
export type ReadName = Named<'read'>
/** Commands that change something. */
export type WriteName = Named<'write'>

const listeners = new Set<(error: RpcError) => void>()

/** Tells when any command found the store locked or the session over. */
export function onLocked(listener: (error: RpcError) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Sends one command. A success marks the features it touched as stale; a failure throws `RpcError`. */
export async function call<N extends CommandName>(name: N, request: Request<N>): Promise<Answer<N>> {
  try {
    const envelope = await transport().rpc(name, request)
    if ('err' in envelope) throw toRpcError(envelope.err)
    markStale(envelope.stale ?? [])
    return envelope.ok as Answer<N>
  } catch (thrown) {
    const error = toRpcError(thrown)
    if (error.code === 'locked' || error.code === 'auth_expired') listeners.forEach((listener) => listener(error))
    throw error
  }
}

export function featureOf(name: CommandName): string {
  return name.slice(0, name.indexOf('.'))
}

export async function openFile(file: FileView): Promise<void> {
  try {
    await transport().openFile(file)
  } catch (thrown) {
    throw toRpcError(thrown)
  }
}
