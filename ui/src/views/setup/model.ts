import { passwordProblem } from '@/shared/format'

export type AdminFields = { adminName: string; login: string; password: string; again: string }
export type Problems<T> = Partial<Record<keyof T, string>>

/** Sign-in names are typed every morning: short, Latin letters or digits, no blanks. */
export function loginProblem(login: string): string {
  return /^[A-Za-z0-9_.-]{2,32}$/.test(login) ? '' : '用户名用 2 到 32 个字母或数字，例如 dangxiao。'
}

export function adminProblems(fields: AdminFields): Problems<AdminFields> {
  const problems: Problems<AdminFields> = {}
  if (!fields.adminName.trim()) problems.adminName = '请填写管理员姓名。'
  const login = loginProblem(fields.login)
  if (login) problems.login = login
  const password = passwordProblem(fields.password, fields.again, fields.login)
  if (password) problems[password.startsWith('两次') ? 'again' : 'password'] = password
  return problems
}

/** Township codes are the nine digits of GB/T 2260 with GB/T 10114. */
export function townshipCodeProblem(code: string): string {
  return /^\d{9}$/.test(code) ? '' : '乡镇代码是 9 位数字，例如 513401101，统计局网站可以查到。'
}

export function countyUrlProblem(url: string): string {
  return /^https?:\/\/[^\s/]+/.test(url.trim()) ? '' : '地址以 http:// 或 https:// 开头，请照县里发的抄写。'
}
