/** The words of every closed set, exactly one place. `options(x)` makes the choices of a select. */
export const ROLE = { admin: '党校管理员', head_teacher: '班主任' } as const
export const SEX = { male: '男', female: '女' } as const
export const MEMBER_CATEGORY = {
  full: '正式党员', probationary: '预备党员', admission_candidate: '发展对象', active_applicant: '入党积极分子',
} as const
export const ATTEND_MODE = {
  normal: '到班参训', doorstep: '送学上门', migrant: '流动党员', deferred: '缓训',
} as const
export const PARTY_STATUS = {
  normal: '在册', suspended: '停止党籍', left: '出党', deceased: '去世', transferred_out: '转出',
} as const
export const COVERAGE = {
  covered: '已参训', planned: '已排班', not_yet: '未参训', exempt: '不计入',
} as const
export const DUTY = {
  branch_secretary: '支部书记', deputy_secretary: '副书记', org_commissioner: '组织委员', propaganda_commissioner: '宣传委员',
  discipline_commissioner: '纪检委员', commissioner: '支部委员', group_leader: '党小组长', village_head: '村委会主任',
  village_committee: '村委会委员', supervision_committee: '监委会成员', first_secretary: '第一书记',
} as const
export const ORG_KIND = {
  township: '乡镇党委', general_branch: '党总支', branch: '党支部', joint_branch: '联合党支部', party_group: '党小组',
  party_school: '乡镇党校',
} as const
export const OUT_REASON = { work: '务工经商', family: '随子女', study: '求学', other: '其他' } as const
export const MIGRANT_STATE = { away: '在外', lost: '联系中断', returned: '已返乡', moved: '已转出' } as const
export const CONTACT_MEANS = { phone: '电话', wechat: '微信', sms: '短信', video: '视频', visit: '见面' } as const
export const CONTACT_LEVEL = {
  green: '● 正常', yellow: '▲ 该联系了', orange: '◆ 久未联系', red: '■ 半年未联系', unknown: '○ 未登记去向',
} as const
/** How somebody new came into the roster; without a way they count in earlier rosters too. */
export const ARRIVAL = { transfer_in: '组织关系转入', applicant: '确定为入党积极分子', admitted: '接收为预备党员' } as const
export const BLACKOUT_KIND = {
  holiday: '法定节假日', harvest: '农忙', festival: '民族节日', theme_day: '主题党日', custom: '其他',
} as const
export const IMPORT_VERDICT = {
  new: '新增', changed: '有变化', same: '无变化', doubtful: '要核对', wrong: '有错误',
} as const
export const VENUE_KIND = {
  main_hall: '镇会场', classroom: '教室', village_venue: '村会场', on_site: '现场教学点',
} as const
export const FACULTY_KIND = {
  full_time: '专职教师', part_time: '兼职教师', party_lecturer: '党课讲师', local_expert: '乡土人才', external: '外请教师',
} as const
export const COURSE_CATEGORY = {
  theory: '政治理论', political: '政治教育和政治训练', constitution_discipline: '党章党规党纪', purpose: '党的宗旨',
  revolution: '革命传统', policy: '形势政策', skills: '知识技能',
} as const
export const COURSE_SCOPE = { common: '共性', individual: '个性' } as const
export const COURSE_FOCUS = { general: '普遍', special: '特殊' } as const
export const ANNUAL_PLAN_STATE = { draft: '草稿', committee: '党委会研究', issued: '印发', superseded: '已调整' } as const
export const TRAINEE_KIND = {
  secretary: '党组织书记', member: '党员', worker: '党务工作者', candidate: '发展对象', applicant: '入党积极分子',
} as const
export const PLAN_STATE = { draft: '草稿', confirmed: '已确认' } as const
export const PLANNED_CLASS_KIND = { regular: '轮训班', homecoming: '返乡班' } as const
export const CLASS_TIER = { county: '县级示范培训', township: '乡镇重点培训', branch: '支部日常培训' } as const
export const CLASS_STATE = {
  draft: '筹备中', notified: '已通知', running: '正在上课', taught: '课已上完', closed: '已结班', cancelled: '已取消',
} as const
export const LESSON_HALF = { morning: '上午', afternoon: '下午', evening: '晚上' } as const
export const ENROLLMENT_STATE = {
  planned: '拟定', notified: '已通知', arrived: '已报到', substituted: '已顶替', withdrawn: '退训',
  completed: '结业', not_completed: '未结业',
} as const
export const ENROLLMENT_SOURCE = {
  call_up: '调训', assigned: '指派', voluntary: '自愿报名', make_up: '补训', walk_in: '现场报到',
} as const
export const ATTENDANCE_STATE = {
  present: '到', late: '迟到', early_leave: '早退', official_leave: '公假', sick_leave: '病假', personal_leave: '事假',
  absent: '旷课', video: '视频', make_up: '补课',
} as const
/** 未登记: nobody has said anything yet; it is not an absence. */
export const UNMARKED = '未登记'
export const LEAVE_KIND = { official: '公假', sick: '病假', personal: '事假' } as const
export const CONDUCT_KIND = {
  speech: '课堂发言', homework: '作业', notes: '学习笔记', violation: '违反纪律', good_deed: '好人好事', duty: '值日与服务',
} as const
export const APPRAISAL_GRADE = {
  excellent: '优秀', good: '良好', pass: '合格', fail: '不合格',
} as const
export const ARCHIVE_TARGET = {
  cadre_file: '干部人事档案', member_file: '党员档案', school_file: '党校存档',
} as const
export const HOURS_CHANNEL = {
  class: '轮训班', party_lesson: '党课', theme_day: '主题党日', broadcast: '广播电视学习', superior: '上级调训',
  remote: '远程课', reversal: '冲销',
} as const
export const FUND_SOURCE = { fiscal: '财政专项', party_dues: '党费', superior: '上级补助', village: '村集体及其他' } as const
export const FUND_USE = { training: '举办培训', books: '订购书刊', equipment: '电教设备', allotment: '下拨经费' } as const
export const EXPENSE_ITEM = {
  teaching: '师资', lodging: '住宿', meals: '伙食', venue: '场地', materials: '资料', transport: '交通', other: '其他', books: '书刊',
  equipment: '设备', allotment: '下拨',
} as const
export const ALLOTMENT_STATE = { sent: '已下拨', used: '已报账' } as const

export type Option<K extends string> = { value: K; label: string }

/** The choices of a select, in the order they are written above. */
export function options<T extends Record<string, string>>(labels: T): Option<keyof T & string>[] {
  return Object.keys(labels).map((value) => ({ value: value as keyof T & string, label: labels[value] ?? value }))
}

/** The word of a value whose type is only known as text; an unknown value stays as it is. */
export function wordOf(labels: Record<string, string>, value: string | null | undefined): string {
  return value ? (labels[value] ?? value) : '—'
}

/** Duties in one line: 支部书记、村委会主任. */
export function dutyText(duties: readonly string[]): string {
  return duties.map((duty) => wordOf(DUTY, duty)).join('、')
}
