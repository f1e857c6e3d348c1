import type { ParamView, SetParam } from '@/bindings'

export type ParamGroup = { title: string; params: ParamView[] }

/** The part of a key before the dot decides the group; what is unknown comes last, never lost. */
const GROUPS: [string, string[]][] = [
  ['学时', ['hours']],
  ['班次与排班', ['class', 'home_teaching', 'theme_day']],
  ['考勤、成绩与鉴定', ['attendance', 'score', 'composite', 'appraisal']],
  ['上报', ['sync']],
]

export function groupsOf(params: ParamView[]): ParamGroup[] {
  const known = new Set(GROUPS.flatMap(([, heads]) => heads))
  const head = (param: ParamView) => param.key.split('.')[0] ?? ''
  const groups = GROUPS.map(([title, heads]) => ({ title, params: params.filter((param) => heads.includes(head(param))) }))
  groups.push({ title: '其他', params: params.filter((param) => !known.has(head(param))) })
  return groups.filter((group) => group.params.length)
}

export function isYesNo(param: ParamView): boolean {
  return param.value === '是' || param.value === '否'
}

export function formOf(param: ParamView, today: string): SetParam {
  return { key: param.key, value: param.value, effectiveFrom: today, source: param.isDefault ? '' : param.source }
}

export function problemsOf(form: SetParam): Partial<Record<string, string>> {
  const problems: Partial<Record<string, string>> = {}
  if (!form.value.trim()) problems.value = '请填写数值。'
  if (!form.effectiveFrom) problems.effectiveFrom = '请选择从哪一天起生效。'
  if (!form.source.trim()) problems.source = '请填写依据（文件名称和条款），以后核查时要用。'
  return problems
}

/** The four weights make 100 together; another sum is told, since the core takes each alone. */
export function weightWarning(params: ParamView[]): string | null {
  const weights = params.filter((param) => param.key.startsWith('composite.'))
  const sum = weights.reduce((total, param) => total + Number(param.value), 0)
  return weights.length < 4 || sum === 100 ? null : `综合成绩的四项权重加起来是 ${sum}%，应为 100%。`
}
