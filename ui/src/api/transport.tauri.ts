import { invoke } from '@tauri-apps/api/core'
import { listen } from '@tauri-apps/api/event'
import type { Envelope, LunxunEvent, Transport } from './transport'

/** The desktop window. The one file that knows Tauri. */
export function tauriTransport(): Transport {
  return {
    async rpc(command, request) {
      try {
        return await invoke<Envelope>('rpc', { command, request })
      } catch (thrown) {
        // A shell that answers failures by rejecting carries the same error body.
        if (typeof thrown === 'object' && thrown !== null && 'err' in thrown) return thrown as Envelope
        throw thrown
      }
    },
    async openFile(file) {
      await invoke('open_file', { path: file.path })
    },
    onEvent(handler) {
      const stopping = listen<LunxunEvent>('lunxun://event', (event) => handler(event.payload))
      return () => void stopping.then((stop) => stop())
    },
  }
}
