import type { ClassView, GateItem } from '@/bindings'
import { standingOf } from '@/features/training_class/model'

export const STEPS = ['overview', 'timetable', 'trainees', 'roll', 'marks', 'conduct', 'appraisal', 'print', 'files', 'close'] as const
export type StepKey = (typeof STEPS)[number]
/** `now` is what is due; `done` needs nothing more; `later` is not its turn. */
export type StepView = { key: StepKey; title: string; detail: string; status: 'now' | 'done' | 'open' | 'later' }

export const STEP_TITLE: Record<StepKey, string> = {
  overview: '概况', timetable: '课程表', trainees: '学员', roll: '点名', marks: '成绩', conduct: '在校表现', appraisal: '鉴定', print: '打印', files: '扫描件', close: '结班',
}

export function toStep(text: unknown): StepKey | null {
  return STEPS.find((key) => key === text) ?? null
}

type Source = Pick<ClassView, 'state' | 'lessons' | 'gate' | 'enrolled' | 'startsOn'>

function gateOf(gate: GateItem[], ...words: string[]): GateItem | undefined {
  return gate.find((item) => words.some((word) => item.code.includes(word)))
}
function settled(item: GateItem | undefined): boolean {
  return item !== undefined && (item.isDone || item.waivedReason !== null)
}

/** The steps that are due now, by the class's state and what is missing. */
export function dueSteps(view: Source, today: string): StepKey[] {
  if (view.state === 'closed' || view.state === 'cancelled') return []
  if (view.state === 'draft') {
    const due: StepKey[] = []
    if (!view.lessons.length) due.push('timetable')
    if (!view.enrolled) due.push('trainees')
    return due.length ? due : ['overview']
  }
  const waiting = openRolls(view, today)
  if (view.state === 'notified') return waiting ? ['roll'] : view.startsOn <= today ? ['overview'] : []
  if (view.state === 'running' && waiting) return ['roll']
  const isOver = view.lessons.every((lesson) => lesson.day < today || lesson.rollTaken || lesson.didNotHappenReason)
  if (view.state === 'running' && !isOver) return []
  const due: StepKey[] = []
  if (!settled(gateOf(view.gate, 'attendance', 'roll'))) due.push('roll')
  if (!settled(gateOf(view.gate, 'mark', 'exam'))) due.push('marks')
  if (!settled(gateOf(view.gate, 'apprais'))) due.push('appraisal')
  if (view.state === 'running' && !due.length) return ['overview']
  return due.length ? due : ['close']
}

/** Half-days that have come and have no roll yet. */
export function openRolls(view: Pick<Source, 'lessons'>, today: string): number {
  return view.lessons.filter((lesson) => lesson.day <= today && !lesson.rollTaken && !lesson.didNotHappenReason).length
}

/** The rail on the left, with what is due marked. */
export function stepsOf(view: Source, today: string): StepView[] {
  const due = dueSteps(view, today)
  const missing = (item: GateItem | undefined) => (!item ? '' : standingOf(item).kind === 'moot' ? '不涉及' : item.isDone ? '已齐' : item.waivedReason ? '已放行' : `差 ${item.missingCount} 人`)
  const marks = gateOf(view.gate, 'mark', 'exam')
  const appraisal = gateOf(view.gate, 'apprais')
  const isOver = view.state === 'taught' || view.state === 'closed'
  const wasTaught = isOver || view.lessons.some((lesson) => lesson.rollTaken)
  const detail: Record<StepKey, string> = {
    overview: '', timetable: `${view.lessons.length} 个半天`, trainees: `${view.enrolled} 人`,
    roll: openRolls(view, today) ? `${openRolls(view, today)} 个半天待点` : view.lessons.some((lesson) => lesson.rollTaken) ? '没有待点的' : '',
    marks: isOver ? missing(marks) : '', conduct: '', appraisal: isOver ? missing(appraisal) : '', print: '', files: '',
    close: view.state === 'closed' ? '已结班' : '',
  }
  const done: Record<StepKey, boolean> = {
    overview: false, timetable: view.lessons.length > 0, trainees: view.enrolled > 0, roll: settled(gateOf(view.gate, 'attendance', 'roll')),
    // Before a roll is taken nobody is due a mark, which is not the same as all marks being in.
    marks: wasTaught && settled(marks), conduct: false, appraisal: wasTaught && settled(appraisal), print: false, files: false, close: view.state === 'closed',
  }
  return STEPS.map((key) => ({
    key, title: key === 'close' && view.state === 'closed' ? '结班与更正' : STEP_TITLE[key], detail: detail[key],
    status: due.includes(key) ? 'now' : done[key] ? 'done' : key === 'close' || ((key === 'marks' || key === 'appraisal') && !isOver) ? 'later' : 'open',
  }))
}
