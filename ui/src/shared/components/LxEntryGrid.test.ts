import { cleanup, fireEvent, render } from '@testing-library/vue'
import { afterEach, expect, it } from 'vitest'
import { nextTick } from 'vue'
import LxEntryGrid from './LxEntryGrid.vue'
import type { CellEdit, EntryColumn } from './LxEntryGrid.vue'

afterEach(cleanup)

type Row = { id: string; name: string; mark: string }
const rows: Row[] = [{ id: '1', name: '甲', mark: '' }, { id: '2', name: '乙', mark: '70' }]
const columns: EntryColumn<Row>[] = [
  { key: 'name', title: '姓名', width: 100, text: (row) => row.name },
  { key: 'mark', title: '成绩', width: 100, text: (row) => row.mark, check: (text) => (/^\d{0,3}$/.test(text) && Number(text) <= 100 ? null : '0 到 100 之间的整数') },
]

function grid() {
  const view = render(LxEntryGrid, { props: { label: '成绩', columns: columns as unknown as EntryColumn<unknown>[], rows, rowKey: (row: unknown) => (row as Row).id } })
  const sink = view.getByRole('textbox') as HTMLTextAreaElement
  const edits = () => (view.emitted().edit ?? []) as [CellEdit<Row>[]][]
  const type = async (text: string) => {
    sink.value = text
    await fireEvent.input(sink)
    await fireEvent.keyDown(sink, { key: 'Enter' })
    await nextTick()
  }
  return { view, sink, edits, type }
}

it('typing_and_enter_saves_the_cell_and_goes_down', async () => {
  const { view, edits, type } = grid()
  await type('85')
  expect(edits()[0]?.[0]).toEqual([{ row: rows[0], key: 'mark', from: '', to: '85' }])
  await type('90')
  expect(edits()[1]?.[0]).toEqual([{ row: rows[1], key: 'mark', from: '70', to: '90' }])
  expect(view.getByText('85')).toBeTruthy()
})

it('a_mark_out_of_range_is_shown_and_not_saved', async () => {
  const { view, edits, type } = grid()
  await type('850')
  expect(edits()).toHaveLength(0)
  expect(view.getByText('850').getAttribute('aria-invalid')).toBe('true')
  expect(view.emitted().invalid?.at(-1)).toEqual([1])
})

it('a_paste_is_undone_in_one_step', async () => {
  const { sink, edits } = grid()
  await fireEvent.paste(sink, { clipboardData: { getData: () => '60\r\n61\r\n' } })
  expect(edits()[0]?.[0].map((edit) => edit.to)).toEqual(['60', '61'])
  await fireEvent.keyDown(sink, { key: 'z', ctrlKey: true })
  expect(edits()[1]?.[0].map((edit) => edit.to)).toEqual(['70', ''])
})

it('keys_of_an_input_method_are_left_to_it', async () => {
  const { sink, edits } = grid()
  await fireEvent.compositionStart(sink)
  await fireEvent.keyDown(sink, { key: 'Enter', isComposing: true })
  expect(edits()).toHaveLength(0)
})
