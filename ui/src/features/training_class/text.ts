import type { ClassState } from '@/bindings'

export const TEXT = {
  title: '班次', mine: '我的班次', hint: '双击或按 Enter 打开班次',
  empty: '还没有班次', emptyAdmin: '确认年度轮训计划后，班次会自动建好；也可以单独建一个班。', emptyTeacher: '分配给您当班主任的班次会列在这里。请联系管理员确认班主任是谁。',
  add: '新建班次', year: '年度', state: '状态', all: '全部',
}

/** What a class state is called in the list and on its badge. */
export const STATE_TONE: Record<ClassState, 'good' | 'warn' | 'soft'> = {
  draft: 'soft', notified: 'warn', running: 'good', taught: 'warn', closed: 'soft', cancelled: 'soft',
}
/** The word on the button that leads to a state. */
export const ADVANCE: Record<Exclude<ClassState, 'closed'>, { label: string; ask: string }> = {
  notified: { label: '发通知', ask: '发出培训通知后，学员状态变为“已通知”。' },
  running: { label: '开班', ask: '开班后就可以点名。第一次点名时也会自动开班。' },
  taught: { label: '结课', ask: '结课表示课已全部上完，接下来录成绩、写鉴定。' },
  draft: { label: '退回筹备', ask: '退回后要重新发通知。' },
  cancelled: { label: '取消班次', ask: '取消后这个班不再计入轮训，学员可以排进别的班。' },
}
export const TIER = [{ value: 'township', label: '乡镇重点培训' }, { value: 'county', label: '县级示范培训' }, { value: 'branch', label: '支部日常培训' }]
export const KIND = [
  { value: 'regular', label: '轮训班' }, { value: 'homecoming', label: '返乡班' }, { value: 'make_up', label: '补训班' }, { value: 'special', label: '专题班' },
]
