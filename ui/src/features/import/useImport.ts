import { computed, ref, shallowRef } from 'vue'
import { openFile } from '@/api'
import type { ImportAction, ImportPreview, ImportResult, ImportRowView } from '@/bindings'
import { showError, useCommand, useUndo } from '@/shared/composables'
import { decide, decisionsFor, firstTab, type Decisions, type Tab } from './model'

// The wizard outlives the page: looking something up in the roster loses neither the file nor the decisions.
const preview = shallowRef<ImportPreview | null>(null)
const decisions = shallowRef<Decisions>(new Map())
const result = shallowRef<ImportResult | null>(null)
const tab = ref<Tab>('new')
const createBranches = ref(true)
const failure = ref('')

/** One import from the file to its result. */
export function useImport() {
  const undo = useUndo()
  const onError = (error: { message: string }) => {
    failure.value = error.message
    return true
  }
  const read = useCommand('import.read', { onError })
  const remap = useCommand('import.remap')
  const commit = useCommand('import.commit')
  const saveWrong = useCommand('import.save_wrong_rows')

  async function open(file: { fileName: string; contentBase64: string }) {
    failure.value = ''
    const answer = await read.run({ fileName: file.fileName, contentBase64: file.contentBase64 })
    if (!answer) return
    preview.value = answer
    decisions.value = new Map()
    result.value = null
    tab.value = firstTab(answer.counts)
  }
  async function map(index: number, field: string | null) {
    if (preview.value) take(await remap.run({ token: preview.value.token, mappings: [{ index, field }], answers: [] }))
  }
  async function answer(id: string, value: string) {
    if (preview.value) take(await remap.run({ token: preview.value.token, mappings: [], answers: [{ id, value }] }))
  }
  function take(next: ImportPreview | null) {
    if (!next) return
    preview.value = next
    if (!next.counts[tab.value]) tab.value = firstTab(next.counts)
  }
  function set(row: ImportRowView, action: ImportAction | null, memberId: string | null = null) {
    decisions.value = decide(decisions.value, row, action, memberId)
  }
  async function run() {
    if (!preview.value) return
    const done = await commit.run({
      token: preview.value.token, decisions: decisionsFor(preview.value, decisions.value), createBranches: createBranches.value,
    })
    if (!done) return
    result.value = done
    undo.propose(`已导入：新增 ${done.added} 人，变更 ${done.changed} 人`, done.operationId)
  }
  async function exportWrong() {
    if (!preview.value) return
    const file = await saveWrong.run({ token: preview.value.token })
    if (file) await openFile(file).catch(showError)
  }
  function restart() {
    preview.value = result.value = null
    failure.value = ''
  }

  return {
    preview, decisions, result, tab, createBranches, failure, open, map, answer, set, run, exportWrong, restart,
    isReading: read.isRunning, isMapping: remap.isRunning, isCommitting: commit.isRunning, isSaving: saveWrong.isRunning,
    step: computed(() => (result.value ? 2 : preview.value ? 1 : 0)),
  }
}
