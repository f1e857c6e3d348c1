import { computed, ref, shallowRef } from 'vue'
import { openFile } from '@/api'
import type { ImportAction, ImportPreview, ImportResult, ImportRowView, RemapImport } from '@/bindings'
import { showError, useCommand, useUndo } from '@/shared/composables'
import { decide, decideAll, decisionsFor, firstTab, unitOf, type Decisions, type Tab } from './model'

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
  const forgetting = useCommand('import.forget')
  const commit = useCommand('import.commit')
  const saveWrong = useCommand('import.save_wrong_rows')

  async function open(file: { fileName: string; contentBase64: string }) {
    failure.value = ''
    const answer = await read.run({ fileName: file.fileName, contentBase64: file.contentBase64, kind: null })
    if (!answer) return
    preview.value = answer
    decisions.value = new Map()
    result.value = null
    tab.value = firstTab(answer.counts)
  }
  async function ask(change: Partial<Omit<RemapImport, 'token'>>) {
    if (preview.value) take(await remap.run({ token: preview.value.token, mappings: [], answers: [], kind: null, classId: null, ...change }))
  }
  const map = (index: number, field: string | null) => ask({ mappings: [{ index, field }] })
  const answer = (id: string, value: string) => ask({ answers: [{ id, value }] })
  const chooseClass = (classId: string) => ask({ classId })
  async function chooseKind(kind: string) {
    await ask({ kind })
    decisions.value = new Map()
    if (preview.value) tab.value = firstTab(preview.value.counts)
  }
  async function forget(memoryIds: string[]) {
    if (preview.value && (await forgetting.run({ memoryIds }))) await ask({ kind: preview.value.kind })
  }
  function take(next: ImportPreview | null) {
    if (!next) return
    preview.value = next
    if (!next.counts[tab.value]) tab.value = firstTab(next.counts)
  }
  function set(row: ImportRowView, action: ImportAction | null, memberId: string | null = null) {
    decisions.value = decide(decisions.value, row, action, memberId)
  }
  function setAll(action: ImportAction | null) {
    if (preview.value) decisions.value = decideAll(decisions.value, preview.value, action)
  }
  async function run() {
    if (!preview.value) return
    const done = await commit.run({
      token: preview.value.token, decisions: decisionsFor(preview.value, decisions.value), createBranches: createBranches.value,
    })
    if (!done) return
    result.value = done
    const unit = unitOf(preview.value)
    undo.propose(`已导入：新增 ${done.added} ${unit}，变更 ${done.changed} ${unit}`, done.operationId)
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
    preview, decisions, result, tab, createBranches, failure, open, map, answer, chooseKind, chooseClass, forget, set, setAll, run, exportWrong, restart,
    isReading: read.isRunning, isMapping: computed(() => remap.isRunning.value || forgetting.isRunning.value), isCommitting: commit.isRunning, isSaving: saveWrong.isRunning,
    step: computed(() => (result.value ? 2 : preview.value ? 1 : 0)),
  }
}
