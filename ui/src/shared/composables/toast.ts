import { ElMessage, type MessageHandler } from 'element-plus'

/** Over the line at the foot of a page and over the bar with 撤销, away from the page's head and a drawer's buttons. */
const PLACE = { placement: 'bottom', offset: 84, grouping: true } as const
const SHOWN_MS = 4000
const WARNING_MS = 8000
/** More than this at once nobody reads: the oldest goes. */
const ERRORS_KEPT = 3
const errors = new Set<MessageHandler>()
let success: MessageHandler | null = null

/** What was done last; goes by itself, and a click goes through it. Only the newest stands: several would lie over the list. */
export function showSuccess(message: string): void {
  success?.close()
  success = ElMessage({ ...PLACE, grouping: false, type: 'success', message, duration: SHOWN_MS })
}

/** Something to know that stopped nothing. */
export function showWarning(message: string): void {
  ElMessage({ ...PLACE, type: 'warning', message, duration: WARNING_MS, showClose: true })
}

/** A failure with its icon and its words; stays until it is closed (× or Esc), since it says what to do. */
export function showError(error: { message: string }): void {
  const handler = ElMessage({ ...PLACE, type: 'error', message: error.message, duration: 0, showClose: true, onClose: () => void errors.delete(handler) })
  // The same words again come back as the message that stands already.
  errors.add(handler)
  const [oldest] = errors
  if (errors.size > ERRORS_KEPT) oldest?.close()
}
