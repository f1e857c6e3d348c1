/** The rules of `account` passwords as the desk sees them; the core checks them again. */
export const PASSWORD_RULES = '至少 10 个字，可以用一句自己记得住的话；不要用姓名、单位或连续数字。'

/** What is wrong with a new password, or an empty string. */
export function passwordProblem(password: string, again: string): string {
  if ([...password].length < 10) return '密码至少要 10 个字。'
  if (/^(.)\1+$/.test(password) || '01234567890123456789'.includes(password)) return '这个密码太容易猜，请换一个。'
  return password === again ? '' : '两次输入的密码不一样，请重新输入。'
}
