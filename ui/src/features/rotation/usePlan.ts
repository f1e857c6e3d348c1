import { computed, ref, watch, type Ref } from 'vue'
import { openFile } from '@/api'
import { showError, useCommand, useQueryCommand } from '@/shared/composables'

/** One plan, the class that is looked at, and the acts on it. */
export function usePlan(planId: Ref<string>) {
  const query = useQueryCommand('rotation.get', () => ({ planId: planId.value }))
  const plan = computed(() => query.data.value ?? null)
  const isDraft = computed(() => plan.value?.state === 'draft')
  const classId = ref<string | null>(null)
  const current = computed(() => plan.value?.classes.find((each) => each.id === classId.value) ?? null)
  watch(plan, (now) => {
    if (now && !now.classes.some((each) => each.id === classId.value)) classId.value = now.classes[0]?.id ?? null
  }, { immediate: true })
  const members = useQueryCommand(
    'rotation.class_members',
    () => (classId.value ? { planId: planId.value, plannedClassId: classId.value } : null),
  )
  const lock = useCommand('rotation.lock')
  const lockClass = useCommand('rotation.lock_class')
  const undo = useCommand('rotation.undo', { success: '已退回一步' })
  const redo = useCommand('rotation.redo', { success: '已重做一步' })
  const print = useCommand('paper.list')

  async function printPlan(format: 'pdf' | 'xlsx') {
    const file = await print.run({ what: 'rotation_plan', format, planId: planId.value, filter: null, expenses: null, classId: null })
    if (file) await openFile(file).catch(showError)
  }
  return { query, plan, isDraft, classId, current, members, lock, lockClass, undo, redo, print, printPlan }
}
