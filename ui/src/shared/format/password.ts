/** The rules of passwords as the desk says them (GB/T 22239 身份鉴别：复杂度); the core checks them again. */
export const PASSWORD_RULES = '至少 10 位，大写字母、小写字母、数字、符号里至少占三种，不含用户名，例如 Qingshan#三月。'

/** What is wrong with a new password, or an empty string. */
export function passwordProblem(password: string, again: string, login = ''): string {
  if ([...password].length < 10) return '密码至少要 10 位。'
  const kinds = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length
  if (kinds < 3) return '密码要包含大写字母、小写字母、数字、符号中的至少三种。'
  if (login.length >= 3 && password.toLowerCase().includes(login.toLowerCase())) return '密码里不能包含用户名。'
  return password === again ? '' : '两次输入的密码不一样，请重新输入。'
}
