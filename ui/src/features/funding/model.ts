import type { BudgetLineView, ExpenseItem, ExpenseView, FundSource, FundUse, ListExpenses, SaveBudgetLine, SaveExpense } from '@/bindings'
import { formatYuan, FUND_SOURCE, FUND_USE } from '@/shared/format'

export type Tab = 'budget' | 'expenses' | 'summary'
export const TABS: { value: Tab; label: string }[] = [
  { value: 'budget', label: '预算' }, { value: 'expenses', label: '支出' }, { value: 'summary', label: '执行情况' },
]

/** Every filter of the expenses but the year, which the page holds. */
export type ExpenseFilter = { source: FundSource | null; fundUse: FundUse | null; classId: string | null; query: string }
export const NO_FILTER: ExpenseFilter = { source: null, fundUse: null, classId: null, query: '' }

export function toList(year: number, filter: ExpenseFilter): ListExpenses {
  return { ...filter, year }
}

/** 财政专项 举办培训 共 12 笔，55,200.00 元 */
export function totalLine(filter: ExpenseFilter, count: number, totalFen: number): string {
  const narrowed = [filter.source && FUND_SOURCE[filter.source], filter.fundUse && FUND_USE[filter.fundUse]].filter(Boolean)
  return [...narrowed, `共 ${count} 笔，${formatYuan(totalFen)} 元`].join(' ')
}

/** The years to choose from: this one, the next, and those that hold something. */
export function yearChoices(known: readonly number[], thisYear: number): number[] {
  return [...new Set([thisYear + 1, thisYear, thisYear - 1, ...known])].sort((a, b) => b - a)
}

export type BudgetForm = Omit<SaveBudgetLine, 'year'>
export function budgetForm(line: BudgetLineView | null): BudgetForm {
  if (!line) return { source: 'fiscal', fundUse: 'training', approved: '', adjusted: '', documentNo: '', note: '' }
  const { source, fundUse, documentNo, note, figures } = line
  const adjusted = figures.adjustedFen ? formatYuan(figures.adjustedFen) : ''
  return { source, fundUse, approved: formatYuan(figures.approvedFen), adjusted, documentNo, note }
}

export function expenseForm(row: ExpenseView | null, today: string): SaveExpense {
  if (!row) {
    return {
      id: null, spentOn: today, classId: null, item: 'meals', summary: '', quantity: '', unitPrice: '', amount: '', source: 'fiscal',
      voucherNo: '', payee: '', decisionRef: '', allotmentState: null, approvedBy: '', approvalReason: '', changeReason: '', note: '',
    }
  }
  const { id, spentOn, classId, item, summary, quantity, source, voucherNo, payee, decisionRef, allotmentState, approvedBy, approvalReason, note } = row
  const unitPrice = row.unitPriceFen === null ? '' : formatYuan(row.unitPriceFen)
  // A reason belongs to one change: the next has its own.
  return {
    id, spentOn, classId, item, summary, quantity, unitPrice, amount: formatYuan(row.amountFen), source, voucherNo, payee, decisionRef,
    allotmentState, approvedBy, approvalReason, changeReason: '', note,
  }
}

/** What can be told before asking the core. */
export function problemsOf(form: SaveExpense): Partial<Record<string, string>> {
  const problems: Partial<Record<string, string>> = {}
  if (!form.spentOn) problems.spentOn = '请填写支出日期。'
  if (!form.summary.trim()) problems.summary = '请写明摘要，例如“第三期学员午餐”。'
  if (!form.amount.trim() && !(form.quantity.trim() && form.unitPrice.trim())) problems.amount = '请填写金额，或同时填写数量和单价。'
  return problems
}

/** What the quantity counts, by item. */
export function quantityLabel(item: ExpenseItem): string {
  if (item === 'teaching') return '数量（学时）'
  if (item === 'meals' || item === 'lodging') return '数量（人次）'
  return '数量'
}

/** 超预算、超标准 that somebody approved, in one cell. */
export function approvalText(row: ExpenseView): string {
  return row.approvedBy ? `${row.approvedBy}批准：${row.approvalReason}` : ''
}
