/** 18-digit ID → first three and last four: 513****1234. Already masked text passes through. */
export function maskIdNo(idNo: string | null | undefined): string {
  if (!idNo) return '—'
  return idNo.length < 8 || idNo.includes('*') ? idNo : `${idNo.slice(0, 3)}${'*'.repeat(idNo.length - 7)}${idNo.slice(-4)}`
}

/** Phone → 138****5678. */
export function maskPhone(phone: string | null | undefined): string {
  if (!phone) return '—'
  return phone.length < 8 || phone.includes('*') ? phone : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}
