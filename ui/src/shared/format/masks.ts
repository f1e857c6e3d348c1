/** 18-digit ID → first six and last four: 513401********1234, as the core masks. Already masked text passes through. */
export function maskIdNo(idNo: string | null | undefined): string {
  if (!idNo) return '—'
  return idNo.length < 11 || idNo.includes('*') ? idNo : `${idNo.slice(0, 6)}${'*'.repeat(Math.max(0, idNo.length - 10))}${idNo.slice(-4)}`
}

/** Phone → 138****5678. */
export function maskPhone(phone: string | null | undefined): string {
  if (!phone) return '—'
  return phone.length < 8 || phone.includes('*') ? phone : `${phone.slice(0, 3)}****${phone.slice(-4)}`
}
