import type {
  AppraisalGrade, ArchiveTarget, AttendanceState, AttendMode, BlackoutKind, ClassState, ConductKind, CourseCategory,
  Coverage, Duty, EnrollmentSource, EnrollmentState, FacultyKind, HoursChannel, ImportVerdict, LeaveKind, LessonHalf,
  MemberCategory, OrgKind, PartyStatus, PlanState, PlannedClassKind, Role, Sex, VenueKind,
} from '@/bindings'

/** The words of every closed set, exactly one place. `options(x)` makes the choices of a select. */
export const ROLE: Record<Role, string> = { admin: '党校管理员', head_teacher: '班主任' }
export const SEX: Record<Sex, string> = { male: '男', female: '女', unknown: '未填' }
export const MEMBER_CATEGORY: Record<MemberCategory, string> = { full: '正式党员', probationary: '预备党员' }
export const ATTEND_MODE: Record<AttendMode, string> = {
  normal: '到班参训', doorstep: '送学上门', migrant: '流动党员', deferred: '缓训',
}
export const PARTY_STATUS: Record<PartyStatus, string> = {
  normal: '在册', suspended: '停止党籍', left: '出党', died: '去世', transferred: '转出',
}
export const COVERAGE: Record<Coverage, string> = {
  covered: '已参训', planned: '已排班', not_yet: '未参训', exempt: '不计入',
}
export const DUTY: Record<Duty, string> = {
  secretary: '支部书记', deputy_secretary: '副书记', org_commissioner: '组织委员', publicity_commissioner: '宣传委员',
  discipline_commissioner: '纪检委员', commissioner: '支部委员', group_leader: '党小组长', village_head: '村委会主任',
  village_committee: '村委会委员', supervision_committee: '监委会成员', first_secretary: '第一书记',
}
export const ORG_KIND: Record<OrgKind, string> = {
  township: '乡镇党委', general_branch: '党总支', branch: '党支部', joint_branch: '联合党支部', party_group: '党小组',
  party_school: '乡镇党校',
}
export const BLACKOUT_KIND: Record<BlackoutKind, string> = {
  holiday: '法定节假日', harvest: '农忙', festival: '民族节日', theme_day: '主题党日', custom: '其他',
}
export const IMPORT_VERDICT: Record<ImportVerdict, string> = {
  new: '新增', changed: '有变化', same: '无变化', doubtful: '要核对', wrong: '有错误',
}
export const VENUE_KIND: Record<VenueKind, string> = {
  main_hall: '镇会场', classroom: '教室', village_venue: '村会场', on_site: '现场教学点',
}
export const FACULTY_KIND: Record<FacultyKind, string> = {
  full_time: '专职教师', part_time: '兼职教师', party_lecturer: '党课讲师', local_expert: '乡土人才', external: '外请教师',
}
export const COURSE_CATEGORY: Record<CourseCategory, string> = {
  theory: '理论教育', political: '政治教育和政治训练', constitution_discipline: '党章党规党纪教育', purpose: '党的宗旨教育',
  revolution: '革命传统教育', policy: '形势政策教育', skills: '知识技能教育',
}
export const PLAN_STATE: Record<PlanState, string> = { draft: '草稿', confirmed: '已确认' }
export const PLANNED_CLASS_KIND: Record<PlannedClassKind, string> = { regular: '轮训班', homecoming: '返乡班' }
export const CLASS_STATE: Record<ClassState, string> = {
  draft: '筹备中', notified: '已通知', running: '正在上课', taught: '课已上完', closed: '已结班', cancelled: '已取消',
}
export const LESSON_HALF: Record<LessonHalf, string> = { morning: '上午', afternoon: '下午', evening: '晚上' }
export const ENROLLMENT_STATE: Record<EnrollmentState, string> = {
  planned: '已排班', notified: '已通知', arrived: '已报到', substituted: '已替换', withdrawn: '已退出',
  completed: '已结业', not_completed: '未结业',
}
export const ENROLLMENT_SOURCE: Record<EnrollmentSource, string> = {
  call_up: '调训', assigned: '指派', voluntary: '自愿报名', make_up: '补训', walk_in: '临时到班',
}
export const ATTENDANCE_STATE: Record<AttendanceState, string> = {
  present: '到', late: '迟到', early_leave: '早退', official_leave: '公假', sick_leave: '病假', personal_leave: '事假',
  absent: '旷课', video: '视频', make_up: '补课',
}
/** 未登记: nobody has said anything yet; it is not an absence. */
export const UNMARKED = '未登记'
export const LEAVE_KIND: Record<LeaveKind, string> = { official: '公假', sick: '病假', personal: '事假' }
export const CONDUCT_KIND: Record<ConductKind, string> = {
  speech: '课堂发言', homework: '作业', notes: '学习笔记', violation: '违反纪律', good_deed: '好人好事', duty: '值日与服务',
}
export const APPRAISAL_GRADE: Record<AppraisalGrade, string> = {
  excellent: '优秀', good: '良好', pass: '合格', fail: '不合格',
}
export const ARCHIVE_TARGET: Record<ArchiveTarget, string> = {
  cadre_file: '干部人事档案', member_file: '党员档案', school_file: '党校存档',
}
export const HOURS_CHANNEL: Record<HoursChannel, string> = {
  class: '轮训班', party_lesson: '党课', theme_day: '主题党日', broadcast: '广播电视学习', superior: '上级调训',
  remote: '远程课', reversal: '冲销',
}

export type Option<K extends string> = { value: K; label: string }

/** The choices of a select, in the order they are written above. */
export function options<K extends string>(labels: Record<K, string>): Option<K>[] {
  return (Object.keys(labels) as K[]).map((value) => ({ value, label: labels[value] }))
}

/** Duties in one line: 支部书记、村委会主任. */
export function dutyText(duties: Duty[]): string {
  return duties.map((duty) => DUTY[duty]).join('、')
}
