import { expect, it } from 'vitest'
import type { ParamView } from '@/bindings'
import { formOf, groupsOf, problemsOf, weightWarning } from './model'

const param = (key: string, value = '1') =>
  ({ key, label: key, value, unit: '', unitKind: 'persons', effectiveFrom: null, source: '产品默认', isDefault: true, history: [] }) as ParamView

it('a parameter that nobody knows stands under 其他', () => {
  const groups = groupsOf([param('theme_day'), param('hours.member'), param('new.thing')])
  expect(groups.map((group) => group.title)).toEqual(['学时', '班次与排班', '其他'])
})
it('the shipped source is not offered as the reason of a change', () => {
  expect(formOf(param('hours.member'), '2027-03-09')).toEqual({ key: 'hours.member', value: '1', effectiveFrom: '2027-03-09', source: '' })
})
it('a change without a source is refused', () => {
  expect(Object.keys(problemsOf({ key: 'a', value: '2', effectiveFrom: '2027-01-01', source: ' ' }))).toEqual(['source'])
})
it('weights that do not make 100 are told', () => {
  const weights = ['attendance', 'conduct', 'exam', 'reflection'].map((name) => param(`composite.${name}`, '30'))
  expect(weightWarning(weights)).toContain('120%')
  expect(weightWarning(weights.map((each) => ({ ...each, value: '25' })))).toBeNull()
})
