import { expect, it } from 'vitest'
import type { ImportPreview, ImportRowView, ImportVerdict } from '@/bindings'
import { commitWords, decide, decideAll, decisionsFor, decisionWords, firstTab, lackingFields, rowsOf, undecided, unplaced, waitsForClass, type Decisions } from './model'

const row = (rowNo: number, verdict: ImportVerdict): ImportRowView => ({
  rowNo, sheet: '党员', verdict, name: '', branchName: '', summary: '', problems: [], diffs: [],
  candidates: [{ memberId: 'm9', name: '单学文', branchName: '', why: '', score: 80, reasons: '姓名读音相同' }],
})
const preview = (rows: ImportRowView[]): ImportPreview => ({
  token: 't', fileName: 'a.xlsx', kind: 'roster', kindLabel: '党员花名册', kinds: [{ kind: 'roster', label: '党员花名册', needsClass: false }, { kind: 'marks', label: '成绩', needsClass: true }], classId: null, classes: [], remembered: [], sheets: ['党员'], headerRow: 3, columns: [{ index: 0, header: '姓名', sheet: '党员', sample: [], field: 'name', confidence: 100 }],
  fields: [{ field: 'name', label: '姓名', required: true }, { field: 'branch', label: '党支部', required: true }, { field: 'job', label: '工作岗位', required: false }],
  counts: { new: 100, changed: 5, same: 0, doubtful: 2, wrong: 3, missing: 0 }, rows, rowsTruncated: false, missing: [], questions: [], newBranches: [], notes: [],
})
const none: Decisions = new Map()

it('the first tab is the first that needs a person', () => {
  expect(firstTab({ new: 5, changed: 0, same: 0, doubtful: 0, wrong: 1, missing: 9 })).toBe('wrong')
})
it('a doubtful row without a decision is not imported, and that is said', () => {
  const p = preview([row(4, 'doubtful'), row(5, 'doubtful')])
  expect(undecided(p, none)).toBe(2)
  expect(commitWords(p, none)).toBe('新增 100 人，变更 5 人；2 行没有决定、3 行有误，不导入')
})
it('merging, adding and skipping change what the button says', () => {
  const [a, b, c] = [row(4, 'doubtful'), row(5, 'doubtful'), row(6, 'new')] as const
  const made = decide(decide(decide(none, a, 'merge', 'm9'), b, 'import'), c, 'skip')
  expect(commitWords(preview([a, b, c]), made)).toBe('新增 100 人，变更 6 人；3 行有误，不导入')
  expect(decisionWords(made, a)).toBe('合并到单学文')
})
it('a decision on a row that is gone is not sent', () => {
  const gone = decide(none, row(99, 'doubtful'), 'skip')
  expect(decisionsFor(preview([row(4, 'doubtful')]), gone)).toEqual([])
})
it('one decision serves all doubtful rows, and merging leaves rows without a candidate open', () => {
  const a = row(4, 'doubtful')
  const b: ImportRowView = { ...row(5, 'doubtful'), candidates: [] }
  const p = preview([a, b, row(6, 'new')])
  const merged = decideAll(none, p, 'merge')
  expect([decisionWords(merged, a), decisionWords(merged, b)]).toEqual(['合并到单学文', '没有决定'])
  expect(decideAll(merged, p, 'skip').size).toBe(2)
  expect(decideAll(merged, p, null).size).toBe(0)
})
it('a score sheet waits for its class, and counts rows', () => {
  const p = { ...preview([]), kind: 'marks' }
  expect([waitsForClass(p), waitsForClass({ ...p, classId: 'c1' })]).toEqual([true, false])
  expect(commitWords(p, none)).toContain('新增 100 行')
})
it('a decision can be taken back', () => expect(decide(decide(none, row(4, 'doubtful'), 'skip'), row(4, 'doubtful'), null).size).toBe(0))
it('required fields that no column holds are named', () => expect(lackingFields(preview([]))).toEqual(['党支部']))
it('what no column holds yet can be dragged onto one', () => expect(unplaced(preview([])).map((field) => field.field)).toEqual(['branch', 'job']))
it('rows stand under their verdict', () => expect(rowsOf(preview([row(1, 'new'), row(2, 'wrong')]), 'wrong')).toHaveLength(1))
