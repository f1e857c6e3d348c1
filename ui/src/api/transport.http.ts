import { RpcError } from './errors'
import type { Envelope, LunxunEvent, Transport } from './transport'

const TOKEN_KEY = 'lunxun.token'
const POLL_MS = 3000

/** The one-time token comes in the fragment, so that it never reaches a log or a referrer; it stays in this tab. */
export function takeToken(location: Location, history: History, storage: Storage): string {
  const match = /[#&]token=([^&]+)/.exec(location.hash)
  if (match?.[1]) {
    storage.setItem(TOKEN_KEY, decodeURIComponent(match[1]))
    const rest = location.hash.replace(/&?token=[^&]+/, '')
    history.replaceState(history.state, '', location.pathname + location.search + (rest === '#' ? '' : rest))
  }
  return storage.getItem(TOKEN_KEY) ?? ''
}

/** `lunxun serve`: the same dispatcher on loopback HTTP, in the system's browser. */
export function httpTransport(): Transport {
  const token = takeToken(window.location, window.history, window.sessionStorage)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }

  async function rpc(command: string, request: unknown): Promise<Envelope> {
    const answer = await fetch(`/rpc/${command}`, { method: 'POST', headers, body: JSON.stringify(request) })
    const body: unknown = await answer.json().catch(() => null)
    if (typeof body === 'object' && body !== null && ('ok' in body || 'err' in body)) return body as Envelope
    if (answer.status === 401 || answer.status === 403) {
      throw new RpcError('auth_expired', '这个页面的通行码已失效。请关掉它，重新从“轮训通”图标打开。')
    }
    throw new RpcError('network', '轮训通的后台程序没有正常回答。请再试一次；仍不行时，重新打开轮训通。')
  }

  return {
    rpc,
    async openFile(file) {
      const url = file.url ?? `/files/${encodeURIComponent(file.path)}`
      const answer = await fetch(url, { headers: { authorization: headers.authorization } })
      if (!answer.ok) throw new RpcError('not_found', '这个文件已经不在了。请重新生成一次。')
      const link = document.createElement('a')
      link.href = URL.createObjectURL(await answer.blob())
      if (file.kind === 'pdf') link.target = '_blank'
      else link.download = file.fileName
      link.click()
      window.setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
    },
    onEvent(handler) {
      const controller = new AbortController()
      void follow(headers.authorization, controller.signal, handler)
      return () => controller.abort()
    },
  }
}

/** Reads `GET /events`, as a stream when the server keeps it open and by asking again when it does not. */
async function follow(authorization: string, signal: AbortSignal, handler: (event: LunxunEvent) => void) {
  while (!signal.aborted) {
    try {
      const answer = await fetch('/events', { headers: { authorization, accept: 'text/event-stream' }, signal })
      if (answer.ok && answer.body) await readEvents(answer.body, handler)
    } catch {
      // The line comes back or it does not: commands report a dead line to the user themselves.
    }
    if (!signal.aborted) await new Promise((resolve) => window.setTimeout(resolve, POLL_MS))
  }
}

async function readEvents(body: ReadableStream<Uint8Array>, handler: (event: LunxunEvent) => void) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    const { events, remainder } = parseEvents(rest + decoder.decode(value, { stream: true }))
    rest = remainder
    events.forEach(handler)
  }
}

/** Complete `data:` lines of an event stream; what is left waits for its line end. Unreadable lines are passed over. */
export function parseEvents(text: string): { events: LunxunEvent[]; remainder: string } {
  const lines = text.split(/\r?\n/)
  const remainder = lines.pop() ?? ''
  const events: LunxunEvent[] = []
  for (const line of lines) {
    if (!line.startsWith('data:')) continue
    try {
      events.push(JSON.parse(line.slice(5)) as LunxunEvent)
    } catch {
      continue
    }
  }
  return { events, remainder }
}
