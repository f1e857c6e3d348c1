import { expect, it } from 'vitest'
import type { ExpenseView } from '@/bindings'
import { formatYuan } from '@/shared/format'
import { expenseForm, NO_FILTER, problemsOf, toList, totalLine, yearChoices } from './model'

const row: ExpenseView = {
  id: 'e1', spentOn: '2027-03-01', classId: null, className: '', isClassClosed: true, item: 'teaching', fundUse: 'training', summary: '讲课费',
  quantity: '2.5', unitPriceFen: 33333, amountFen: 83333, source: 'fiscal', voucherNo: '记-3', payee: '周某某', decisionRef: '', allotmentState: null,
  approvedBy: '', approvalReason: '', changeReason: '发票后到', note: '', enteredBy: '管理员',
}

it('money has its separators and two decimals, below zero too', () => {
  expect([7856000, 5, -380000, 0].map(formatYuan)).toEqual(['78,560.00', '0.05', '-3,800.00', '0.00'])
  expect(formatYuan(null)).toBe('—')
})
it('the total names what it was narrowed to', () => {
  expect(totalLine({ ...NO_FILTER, source: 'party_dues' }, 2, 2336000)).toBe('党费 共 2 笔，23,360.00 元')
})
it('a filter is asked for with its year', () => expect(toList(2027, NO_FILTER)).toEqual({ year: 2027, source: null, fundUse: null, classId: null, query: '' }))
it('years are offered once, the latest first', () => expect(yearChoices([2027, 2024], 2027)).toEqual([2028, 2027, 2026, 2024]))
it('an amount may be left to quantity and price', () => {
  const form = { ...expenseForm(null, '2027-03-01'), summary: '讲课费' }
  expect(Object.keys(problemsOf(form))).toEqual(['amount'])
  expect(problemsOf({ ...form, quantity: '8', unitPrice: '500' })).toEqual({})
})
it('a changed expense comes as it was typed, and asks for a reason of its own', () => {
  expect(expenseForm(row, '')).toMatchObject({ quantity: '2.5', unitPrice: '333.33', amount: '833.33', changeReason: '' })
})
