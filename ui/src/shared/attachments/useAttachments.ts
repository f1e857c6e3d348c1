import { ElMessageBox } from 'element-plus'
import { computed, ref } from 'vue'
import { call, openFile } from '@/api'
import type { AttachmentChanged, AttachmentView } from '@/bindings'
import { showError, showSuccess, useQueryCommand, useSession, useUndo } from '../composables'
import { toBase64 } from '../format/base64'
import { isPicture, jpegUrl, sizeProblem, type AttachmentSource } from './model'

/** The attachments of one owner and what can be done with them. `source` is read anew whenever it is used. */
export function useAttachments(source: () => AttachmentSource) {
  const undo = useUndo()
  const session = useSession()
  const isRunning = ref(false)
  /** The picture that is shown large. */
  const shown = ref<{ title: string; url: string } | null>(null)
  const ofClass = useQueryCommand('class_file.list', () => (source().kind === 'class' ? { classId: source().id } : null))
  const ofOther = useQueryCommand('attachment.list', () => {
    const { kind, id } = source()
    return kind === 'class' ? null : { owner: kind, ownerId: id }
  })
  const asked = computed(() => (source().kind === 'class' ? ofClass : ofOther))

  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    isRunning.value = true
    try {
      return await work()
    } catch (thrown) {
      showError(thrown as Error)
      return null
    } finally {
      isRunning.value = false
    }
  }
  function told(text: string, answer: AttachmentChanged | null) {
    if (!answer) return
    // A head teacher cannot take steps back, so nothing is offered that would be refused.
    if (answer.operationId && session.isAdmin) undo.propose(text, answer.operationId)
    else showSuccess(text)
  }
  async function read(file: File, maxMb: number) {
    const problem = sizeProblem(file.size, maxMb)
    if (problem) throw new Error(problem)
    return { fileName: file.name, contentBase64: toBase64(new Uint8Array(await file.arrayBuffer())) }
  }

  async function add(files: Iterable<File>, maxMb: number) {
    for (const file of files) {
      const answer = await attempt(async () => {
        const { kind, id } = source()
        const picked = await read(file, maxMb)
        return kind === 'class' ? call('class_file.add', { classId: id, ...picked }) : call('attachment.add', { owner: kind, ownerId: id, ...picked })
      })
      told(`已添加“${file.name}”`, answer)
    }
  }
  async function setPhoto(file: File, maxMb: number) {
    told('照片已保存', await attempt(async () => call('attachment.set_photo', { memberId: source().id, ...(await read(file, maxMb)) })))
  }
  async function remove(file: AttachmentView) {
    if (!session.isAdmin) {
      const isSure = await ElMessageBox.confirm(`删除“${file.fileName}”？删除后要由管理员才能找回。`, '删除附件', { confirmButtonText: '删除', cancelButtonText: '取消' }).catch(() => null)
      if (!isSure) return
    }
    const answer = await attempt(() =>
      source().kind === 'class' ? call('class_file.delete', { classId: source().id, attachmentId: file.id }) : call('attachment.delete', { attachmentId: file.id }))
    told(`已删除“${file.fileName}”`, answer)
  }
  /** A picture is shown here and leaves no file behind; everything else goes to the system's viewer. */
  async function open(file: AttachmentView) {
    const { kind, id } = source()
    await attempt(async () => {
      if (isPicture(file)) {
        const content = kind === 'class' ? await call('class_file.content', { classId: id, attachmentId: file.id }) : await call('attachment.content', { attachmentId: file.id })
        shown.value = { title: file.fileName, url: jpegUrl(content.contentBase64) }
      } else {
        await openFile(kind === 'class' ? await call('class_file.open', { classId: id, attachmentId: file.id }) : await call('attachment.open', { attachmentId: file.id }))
      }
    })
  }

  return {
    list: computed(() => asked.value.data.value), error: computed(() => asked.value.error.value), isPending: computed(() => asked.value.isPending.value),
    refetch: () => asked.value.refetch(), isRunning, shown, add, setPhoto, remove, open,
  }
}
