/** The closed set of `base::ErrorCode`, as the wire writes it. */
export const ERROR_CODES = [
  'invalid', 'not_found', 'conflict', 'forbidden', 'locked', 'busy', 'storage', 'corrupt', 'network', 'auth_expired',
  'incompatible', 'cancelled', 'internal',
] as const
export type ErrorCode = (typeof ERROR_CODES)[number]

/** What every failed command throws. `message` is Chinese and says what to do; `field` names the input at fault. */
export class RpcError extends Error {
  readonly code: ErrorCode
  readonly field: string | null

  constructor(code: ErrorCode, message: string, field: string | null = null) {
    super(message)
    this.name = 'RpcError'
    this.code = code
    this.field = field
  }
}

const FALLBACK = '操作没有完成。请再试一次；仍不行时，重新打开轮训通。'
const NO_LINE = '连不上轮训通的后台程序。请确认程序窗口没有关闭，然后再试一次。'

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** The wire writes `not_found`, older shells `NotFound`: both mean one code. */
export function toCode(value: unknown): ErrorCode {
  if (typeof value !== 'string') return 'internal'
  const snake = value.replace(/([a-z])([A-Z])/g, '$1_$2').toLowerCase()
  return ERROR_CODES.find((code) => code === snake) ?? 'internal'
}

/** Turns whatever a transport threw or answered into an `RpcError`; never loses a message meant for the user. */
export function toRpcError(value: unknown): RpcError {
  if (value instanceof RpcError) return value
  if (value instanceof TypeError) return new RpcError('network', NO_LINE)
  if (isRecord(value) && typeof value.message === 'string' && 'code' in value) {
    const field = typeof value.field === 'string' && value.field ? value.field : null
    return new RpcError(toCode(value.code), value.message || FALLBACK, field)
  }
  if (typeof value === 'string' && /[\u4e00-\u9fff]/.test(value)) return new RpcError('internal', value)
  return new RpcError('internal', FALLBACK)
}
