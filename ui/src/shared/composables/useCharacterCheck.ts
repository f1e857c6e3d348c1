import { ElMessageBox } from 'element-plus'
import { h } from 'vue'
import { call } from '@/api'
import type { ListMembers, UncoveredList } from '@/bindings'

const SHOWN = 12

/** What to say of names that no font of the program can draw; empty where there are none. */
export function uncoveredLines({ rows }: UncoveredList): string[] {
  if (!rows.length) return []
  const lines = rows.slice(0, SHOWN).map((row) => `${row.name}（${row.branchName}）：${row.characters.join('、')}`)
  return rows.length > SHOWN ? [...lines, `…… 共 ${rows.length} 人`] : lines
}

/** Looks at the names before printing and asks where some would come out as empty boxes. Resolves to whether to print. */
export async function checkCharacters(of: { classId: string } | { filter: ListMembers }): Promise<boolean> {
  const lines = uncoveredLines(await ('classId' in of ? call('paper.check_class', of) : call('paper.check_roster', of)))
  if (!lines.length) return true
  const list = h('div', [
    h('p', '下面的字，程序带的字体里没有，印出来是空框。请先在党员资料里改成正式的字；一时改不了的，也可以先印，再用笔补上。'),
    h('ul', lines.map((line) => h('li', line))),
  ])
  const answer = await ElMessageBox({ title: '有印不出来的字', message: list, showCancelButton: true, confirmButtonText: '仍然打印', cancelButtonText: '先不印', type: 'warning' }).catch(() => null)
  return answer !== null
}
