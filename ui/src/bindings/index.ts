// Stands in until the first run of the generator, which writes one file a type and overwrites this one.
export type { Commands } from './commands'

export type Role = 'admin' | 'head_teacher'
export type Nothing = Record<string, never>
export type ActorView = { accountId: string; name: string; role: Role; facultyId: string | null }
export type SessionState = 'fresh' | 'locked' | 'open'
export type SessionStatus = {
  state: SessionState; townshipName: string | null; logins: string[]; actor: ActorView | null
  retryAfterSeconds: number; version: string; dataDir: string; shell: 'tauri' | 'http' | 'cli'
}
export type FileKind = 'pdf' | 'xlsx' | 'csv' | 'json'
export type FileView = { path: string; fileName: string; kind: FileKind; url: string | null; pageCount: number | null }
export type SetupCreate = {
  townshipCode: string; townshipName: string; schoolName: string; adminName: string; login: string; password: string
}
export type SetupResult = { recoveryKeyGroups: string[]; recoveryKeyPage: FileView | null }
export type SetupJoin = {
  countyUrl: string; code: string; deviceLabel: string; adminName: string; login: string; password: string
}
export type JoinResult = {
  recoveryKeyGroups: string[]; townshipName: string; pulled: number; recoveryKeyPage: FileView | null
}
export type AccountView = {
  id: string; name: string; login: string; role: Role; facultyId: string | null; facultyName: string | null
  isDisabled: boolean; createdAt: number
}
export type AccountList = { accounts: AccountView[] }
export type CreateAccount = { name: string; login: string; password: string; role: Role; facultyId: string | null }
export type SyncState = 'not_enrolled' | 'offline' | 'idle' | 'syncing' | 'error' | 'differs' | 'agreed'
export type SyncProgress = { done: number; total: number; what: string }
export type SyncStatusView = {
  state: SyncState; countyName: string | null; countyUrl: string | null; pending: number; conflicts: number
  parked: number; lastSuccessAt: number | null; lastError: string | null; nextTryAt: number | null
  progress: SyncProgress | null; differences: string[]; refused: string[]; clockWarning: string | null
}
export type CheckReport = { isSound: boolean; lines: string[] }

export type AuditChange = { field: string; label: string; before: string | null; after: string | null }
export type AuditEntryView = {
  seq: number; at: number; actorName: string; command: string; commandLabel: string; kind: string; kindLabel: string
  rowId: string | null; changes: AuditChange[]; operationId: string
}
export type AuditPageView = { entries: AuditEntryView[]; total: number }
export type OperationView = {
  id: string; command: string; label: string; actorName: string; at: number; summary: string
  undoneBy: string | null; changes: number; canUndo: boolean
}
export type OperationList = { operations: OperationView[]; total: number }
export type KeptField = { kindLabel: string; title: string; fieldLabel: string }
export type UndoView = { restored: number; kept: KeptField[] }

export type ParamHistory = { value: string; effectiveFrom: string; source: string; changedBy: string; changedAt: number }
export type ParamView = {
  key: string; label: string; value: string; unit: string; effectiveFrom: string | null; source: string; isDefault: boolean
  history: ParamHistory[]
}
export type ParamList = { on: string; params: ParamView[] }
export type SetParam = { key: string; value: string; effectiveFrom: string; source: string }

export type BlackoutKind = 'holiday' | 'harvest' | 'festival' | 'theme_day' | 'custom'
export type BlackoutView = {
  id: string; name: string; startsOn: string; endsOn: string; kind: BlackoutKind; source: string
}
export type BlackoutList = { year: number; blackouts: BlackoutView[] }
export type SaveBlackout = Omit<BlackoutView, 'id'> & { id: string | null }

export type OrgKind = 'township' | 'general_branch' | 'branch' | 'joint_branch' | 'party_group' | 'party_school'
export type OrgView = {
  id: string; parentId: string | null; kind: OrgKind; name: string; shortName: string; village: string
  memberCount: number; secretaryName: string | null; sort: number
}
export type OrgTree = { orgs: OrgView[] }
export type SaveOrg = {
  id: string | null; parentId: string | null; kind: OrgKind; name: string; shortName: string; village: string
}

export type Sex = 'male' | 'female'
export type SensitiveField = 'id_no' | 'phone'
export type Category = 'full' | 'probationary' | 'admission_candidate' | 'active_applicant'
export type AttendMode = 'normal' | 'doorstep' | 'migrant' | 'deferred'
export type PartyStatus = 'normal' | 'suspended' | 'left' | 'deceased' | 'transferred_out'
export type Duty =
  | 'branch_secretary' | 'deputy_secretary' | 'org_commissioner' | 'propaganda_commissioner' | 'discipline_commissioner'
  | 'commissioner' | 'group_leader' | 'village_head' | 'village_committee' | 'supervision_committee' | 'first_secretary'
export type Coverage = 'covered' | 'planned' | 'not_yet' | 'exempt'
export type MemberSort = 'branch' | 'name' | 'admitted'
export type ListMembers = {
  query: string; branchId: string | null; category: Category | null; attendMode: AttendMode | null
  coverage: Coverage | null; status: PartyStatus | null; sort: MemberSort; offset: number; limit: number
}
export type MemberRow = {
  id: string; name: string; sex: Sex | null; idNoMasked: string; phoneMasked: string; branchId: string | null; branchName: string
  groupName: string | null; category: Category; attendMode: AttendMode; duties: Duty[]; birth: string | null
  education: string | null; admittedOn: string | null; isMigrant: boolean
}
export type MemberPage = { rows: MemberRow[]; filtered: number; total: number }
export type MemberView = {
  id: string; name: string; sex: Sex | null; idNoMasked: string; idProblem: string | null; phoneMasked: string; nation: string
  birth: string | null; education: string; category: Category; branchId: string | null
  branchName: string; groupId: string | null; groupName: string | null; admittedOn: string | null
  fullSince: string | null; job: string; duties: Duty[]; address: string; household: string; attendMode: AttendMode
  attendReason: string; attendApprover: string; attendUntil: string | null; partyStatus: PartyStatus
  formerName: string; remark: string
}
export type SaveMember = {
  memberId: string | null; name: string; sex: Sex | null; idNo: string | null; clearIdNo: boolean; idNoNote: string | null
  phone: string | null; nation: string; birth: string | null; education: string; category: Category
  branchId: string; groupId: string | null; admittedOn: string | null; fullSince: string | null; job: string
  duties: Duty[]; address: string; household: string; attendMode: AttendMode | null; attendReason: string
  attendApprover: string; attendUntil: string | null; partyStatus: PartyStatus | null; formerName: string
  remark: string
}
export type SavedMember = { member: MemberView; warnings: string[] }
export type Revealed = { value: string }
export type SetAttendMode = {
  memberIds: string[]; attendMode: AttendMode; reason: string; approver: string; until: string | null
}
export type BulkResult = { changed: number; unchanged: number }

export type ImportVerdict = 'new' | 'changed' | 'same' | 'doubtful' | 'wrong'
export type ColumnMapping = { index: number; field: string | null }
export type ImportAnswer = { id: string; value: string }
export type ImportColumn = { index: number; header: string; sheet: string; sample: string[]; field: string | null; confidence: number }
export type ImportField = { field: string; label: string; required: boolean }
export type ImportCounts = {
  new: number; changed: number; same: number; doubtful: number; wrong: number; missing: number
}
export type ImportProblem = {
  severity: string; field: string; fieldLabel: string; message: string; choices: ImportChoice[]; answerId: string | null
}
export type ImportDiff = { field: string; label: string; old: string | null; new: string | null }
export type ImportCandidate = { memberId: string; name: string; branchName: string; why: string }
export type ImportRowView = {
  rowNo: number; sheet: string; verdict: ImportVerdict; name: string; branchName: string; summary: string
  problems: ImportProblem[]; diffs: ImportDiff[]; candidates: ImportCandidate[]
}
export type MissingMember = { memberId: string; name: string; branchName: string }
export type ImportChoice = { value: string; label: string }
export type ImportQuestion = { id: string; text: string; field: string; choices: ImportChoice[]; rowCount: number; answer: string | null }
export type ImportPreview = {
  token: string; fileName: string; sheets: string[]; headerRow: number; columns: ImportColumn[]; fields: ImportField[]
  counts: ImportCounts; rows: ImportRowView[]; rowsTruncated: boolean; newBranches: string[]; missing: MissingMember[]; questions: ImportQuestion[]; notes: string[]
}
export type ImportAction = 'import' | 'skip' | 'merge'
export type ImportDecision = { rowNo: number; sheet: string; action: ImportAction; memberId: string | null }
export type ImportResult = {
  operationId: string; added: number; changed: number; unchanged: number; skipped: number; wrong: number
  branchesAdded: number
}
export type FileBytes = { fileName: string; contentBase64: string; rowCount: number }
export type ImportBatch = {
  operationId: string; fileName: string; at: number; actorName: string; added: number; changed: number; undone: boolean
}
export type ImportBatchList = { batches: ImportBatch[] }

export type VenueKind = 'main_hall' | 'classroom' | 'village_venue' | 'on_site'
export type VenueView = {
  id: string; name: string; kind: VenueKind; village: string; seats: number; examSeats: number; bedsMale: number
  bedsFemale: number; keeper: string; note: string
}
export type SaveVenue = Omit<VenueView, 'id' | 'examSeats'> & { id: string | null; examSeats: number | null }
export type VenueList = { venues: VenueView[] }
export type FacultyKind = 'full_time' | 'part_time' | 'party_lecturer' | 'local_expert' | 'external'
export type FacultyView = {
  id: string; name: string; kind: FacultyKind; title: string; unit: string; phoneMasked: string; canHead: boolean
  note: string
}
export type SaveFaculty = {
  id: string | null; name: string; kind: FacultyKind; title: string; unit: string; phone: string | null
  canHead: boolean; note: string
}
export type FacultyList = { people: FacultyView[] }
export type CourseCategory =
  | 'theory' | 'political' | 'constitution_discipline' | 'purpose' | 'revolution' | 'policy' | 'skills'
export type CourseView = {
  id: string; title: string; category: CourseCategory; practicalPercent: number; creditTenths: number
  defaultInstructorId: string | null; note: string
}
export type SaveCourse = Omit<CourseView, 'id'> & { id: string | null }
export type CourseList = { courses: CourseView[] }

export type PlanState = 'draft' | 'confirmed'
export type RotationPlanSummary = {
  id: string; year: number; name: string; state: PlanState; classCount: number; placed: number; unplaced: number
  createdAt: number; confirmedAt: number | null
}
export type RotationPlanList = { plans: RotationPlanSummary[] }
export type CreateRotation = {
  year: number; venueIds: string[]; headIds: string[]; deputyIds: string[]; classDays: number
  includeHomecoming: boolean
}
export type RotationSummary = {
  members: number; eligible: number; placed: number; unplaced: number; shortfall: number; doorstep: number
  migrants: number; classCount: number; regularCount: number; lowerBound: number; shareMidYear: string
}
export type PlannedBranch = { branchId: string | null; name: string; count: number; size: number }
export type PlannedClassKind = 'regular' | 'homecoming'
export type PlannedClassView = {
  id: string; no: number; name: string; kind: PlannedClassKind; startsOn: string; endsOn: string; days: number
  venueId: string; venueName: string; headId: string | null; headName: string | null; deputyId: string | null
  deputyName: string | null; capacity: number; memberCount: number; dutyHolderCount: number
  branches: PlannedBranch[]; isLocked: boolean; isHandDated: boolean; overrideReason: string | null; trainingClassId: string | null
}
export type UnplacedView = {
  memberId: string; name: string; branchName: string; reasonCode: string; sentence: string; cure: string | null
  isShortfall: boolean
}
export type PlanViolation = { rule: string; sentence: string; classId: string | null; memberId: string | null; overrideReason: string | null }
export type PlanParam = { label: string; value: string }
export type RotationPlanView = {
  id: string; year: number; name: string; state: PlanState; summary: RotationSummary; classes: PlannedClassView[]
  unplaced: UnplacedView[]; warnings: string[]; violations: PlanViolation[]; params: PlanParam[]
}
export type PlannedMember = {
  memberId: string; name: string; branchName: string; duties: Duty[]; isLocked: boolean; priority: number
  overrideReason: string | null
}
export type PlannedMembers = { members: PlannedMember[] }
export type MovePlanned = {
  planId: string; memberIds: string[]; toClassId: string | null; lock: boolean; overrideReason: string | null
}
export type MovePlannedClass = {
  planId: string; plannedClassId: string; startsOn: string; venueId: string; headId: string | null
  deputyId: string | null; overrideReason: string | null
}
export type ConfirmResult = { classIds: string[]; enrolled: number }

export type ClassState = 'draft' | 'notified' | 'running' | 'taught' | 'closed' | 'cancelled'
export type ClassRow = {
  id: string; no: string; name: string; state: ClassState; startsOn: string; endsOn: string; headName: string | null
  deputyName: string | null; roomName: string | null; enrolled: number; attendancePercent: string | null
  myTask: string | null
}
export type ClassTier = 'county' | 'township' | 'branch'
export type ClassKind = 'regular' | 'homecoming' | 'make_up' | 'special'
export type ClassList = { classes: ClassRow[] }
export type GateItem = {
  code: string; label: string; isDone: boolean; detail: string; waivedReason: string | null; missing: string[]
  missingCount: number
}
export type LessonHalf = 'morning' | 'afternoon' | 'evening'
export type LessonView = {
  id: string; day: string; half: LessonHalf; courseId: string | null; courseTitle: string; instructorId: string | null
  instructorName: string | null; roomId: string | null; roomName: string | null; venueIds: string[]
  creditTenths: number; didNotHappenReason: string | null; rollTaken: boolean; practicalPercent: number
}
export type LessonList = { lessons: LessonView[] }
export type ClassView = ClassRow & {
  tier: ClassTier; kind: ClassKind; creditTenths: number; headId: string | null; deputyId: string | null
  roomId: string | null; isBoarding: boolean; note: string; lessons: LessonView[]; gate: GateItem[]; canClose: boolean
  closedAt: number | null; closedBy: string | null; digest: string | null
}
export type SaveClass = {
  classId: string | null; name: string; startsOn: string; endsOn: string; headId: string | null
  deputyId: string | null; roomId: string | null; tier: ClassTier; kind: ClassKind; isBoarding: boolean; note: string
}
export type AmendTarget = 'attendance' | 'mark' | 'appraisal' | 'conduct'
export type AmendClass = {
  classId: string; target: AmendTarget; enrollmentId: string; lessonId: string | null; field: string; newValue: string
  reason: string
}
export type AmendmentView = {
  id: string; target: AmendTarget; enrollmentId: string; name: string; lessonId: string | null; field: string
  fieldLabel: string; oldValue: string; newValue: string; reason: string; by: string; at: number
}
export type AmendmentList = { amendments: AmendmentView[] }
export type SaveLesson = {
  classId: string; lessonId: string | null; day: string; half: LessonHalf; courseId: string | null
  courseTitle: string; instructorId: string | null; roomId: string | null; creditTenths: number
}
export type EnrollmentState =
  | 'planned' | 'notified' | 'arrived' | 'substituted' | 'withdrawn' | 'completed' | 'not_completed'
export type EnrollmentSource = 'call_up' | 'assigned' | 'voluntary' | 'make_up' | 'walk_in'
export type EnrollmentRow = {
  id: string; memberId: string; seatNo: number; name: string; sex: string; branchName: string; category: string
  duties: string[]; phoneMasked: string; state: EnrollmentState; source: EnrollmentSource; venueId: string | null
  note: string
}
export type EnrollmentList = { rows: EnrollmentRow[]; warnings: string[] }
export type PickRow = { memberId: string; name: string; branchName: string; why: string }
export type MemberPick = { rows: PickRow[] }

export type AttendanceState =
  | 'present' | 'late' | 'early_leave' | 'official_leave' | 'sick_leave' | 'personal_leave' | 'absent' | 'video'
  | 'make_up'
export type RollRow = {
  enrollmentId: string; memberId: string; seatNo: number; name: string; pinyinInitials: string; branchName: string
  state: AttendanceState | null; note: string; hasLeave: boolean; venueId: string | null
}
export type RollCounts = {
  due: number; present: number; late: number; earlyLeave: number; leave: number; absent: number; unmarked: number
}
export type RollSheet = { lesson: LessonView; rows: RollRow[]; counts: RollCounts; isLocked: boolean }
export type RollMark = { enrollmentId: string; state: AttendanceState | null; note: string }
export type RollMethod = 'roll' | 'paper'
export type AttendanceCell = { lessonId: string; state: AttendanceState | null }
export type AttendanceLine = {
  enrollmentId: string; name: string; cells: AttendanceCell[]; attendedTenths: number; dueTenths: number
  permille: number
}
export type AttendanceSummary = { rows: AttendanceLine[]; lessons: LessonView[]; attendedPercent: string }
export type LeaveKind = 'official' | 'sick' | 'personal'
export type LeaveRow = {
  id: string; enrollmentId: string; name: string; kind: LeaveKind; fromDay: string; fromHalf: LessonHalf
  toDay: string; toHalf: LessonHalf; reason: string; approver: string; returnedAt: number | null
}
export type LeaveList = { rows: LeaveRow[] }
export type AddLeave = {
  classId: string; enrollmentId: string; kind: LeaveKind; fromDay: string; fromHalf: LessonHalf; toDay: string
  toHalf: LessonHalf; reason: string; approver: string
}

export type ConductKind = 'speech' | 'homework' | 'notes' | 'violation' | 'good_deed' | 'duty'
export type ConductRow = {
  id: string; enrollmentId: string; name: string; day: string; kind: ConductKind; kindLabel: string; score: number
  note: string; by: string
}
export type ConductMark = { enrollmentId: string; name: string; mark: number }
export type ConductList = { rows: ConductRow[]; marks: ConductMark[]; isLocked: boolean }
export type AppraisalGrade = 'excellent' | 'good' | 'pass' | 'fail'
export type MarkWeights = { attendance: number; conduct: number; exam: number; reflection: number }
export type MarkRow = {
  enrollmentId: string; seatNo: number | null; name: string; branchName: string; examMark: number | null
  examAbsent: boolean; exemptReason: string | null; retakeMark: number | null; reflectionMark: number | null
  conductMark: number; attendanceMark: number | null; compositeTenths: number | null; grade: AppraisalGrade | null
  formula: string
}
export type ExamMode = 'closed_book' | 'open_book' | 'oral' | 'computer' | 'practical' | 'none'
export type MarkSheet = {
  examMode: ExamMode; examModeLabel: string; fullMark: number; passMark: number; weights: MarkWeights; rows: MarkRow[]
  isLocked: boolean; canChangeScheme: boolean; examDue: number; examPassed: number; examPassedFirst: number
}
export type SetMark = {
  enrollmentId: string; examMark: number | null; examAbsent: boolean; exemptReason: string | null
  retakeMark: number | null; reflectionMark: number | null
}
export type ArchiveTarget = 'cadre_file' | 'member_file' | 'school_file'
export type AppraisalRow = {
  enrollmentId: string; seatNo: number | null; name: string; branchName: string; grade: AppraisalGrade | null
  suggestedGrade: AppraisalGrade | null; compositeTenths: number | null; text: string; isDraft: boolean
  isStale: boolean; archiveTarget: ArchiveTarget; facts: string[]; selfSummary: string; groupOpinion: string
  schoolOpinion: string; sentByOpinion: string
}
export type AppraisalList = { rows: AppraisalRow[]; excellentCap: number; excellentCount: number; isLocked: boolean }
export type SaveAppraisal = {
  classId: string; enrollmentId: string; grade: AppraisalGrade | null; text: string
  archiveTarget: ArchiveTarget | null; selfSummary: string | null; groupOpinion: string | null
  schoolOpinion: string | null; sentByOpinion: string | null
}
export type DossierAttendance = {
  due: number; attended: number; late: number; earlyLeave: number; leave: number; absent: number; unmarked: number
  permille: number | null; attendedTenths: number
}
export type DossierClass = {
  classId: string; className: string; state: ClassState; startsOn: string; endsOn: string
  attendance: DossierAttendance; conduct: ConductRow[]; conductScore: number; examMark: number | null
  retakeMark: number | null; compositeTenths: number | null; grade: AppraisalGrade | null
  appraisalText: string | null; archiveTarget: ArchiveTarget | null; completed: boolean | null
  amendments: AmendmentView[]
}
export type HoursChannel =
  | 'class' | 'party_lesson' | 'theme_day' | 'broadcast' | 'superior' | 'remote' | 'reversal'
export type HoursLine = {
  id: string; day: string; channel: HoursChannel; creditTenths: number; basisLabel: string; basisId: string | null
  note: string; proof: string; isReversed: boolean
}
export type HoursSummary = {
  year: number; targetTenths: number; earnedTenths: number; gapTenths: number; targetBasis: string
  lines: HoursLine[]
}
export type DossierView = { member: MemberView; hours: HoursSummary; classes: DossierClass[]; lines: HoursLine[] }
export type AddHours = {
  memberId: string; day: string; channel: HoursChannel; creditTenths: number; note: string; proof: string
}

export type Figure = { numerator: number; denominator: number; percent: string; listKey: NameListKey }
export type DueSeverity = 'info' | 'warn' | 'urgent'
export type DueItem = {
  key: string; title: string; detail: string; severity: DueSeverity; route: string; count: number
}
export type HomeClasses = { running: number; upcoming: number; toClose: number }
export type HomeRoster = { members: number; migrants: number; doorstep: number; problems: number }
export type HomeOverview = {
  year: number; today: string; due: DueItem[]; coverage: Figure | null; hours: Figure | null; classes: HomeClasses
  roster: HomeRoster | null; myClasses: ClassRow[]
}
export type NameListKey =
  | 'covered' | 'not_covered' | 'hours_met' | 'hours_short' | 'migrants' | 'doorstep' | 'roster_problems'
export type NameRow = { memberId: string; name: string; branchName: string; detail: string }
export type NameList = { title: string; rows: NameRow[]; numerator: number; denominator: number }

export type ConflictValueView = {
  display: string; actor: string; at: number; isShown: boolean; isHere: boolean
}
export type ConflictRow = {
  kind: string; kindLabel: string; rowId: string; title: string; field: string; fieldLabel: string; foundAt: number
  values: ConflictValueView[]
}
export type ConflictList = { rows: ConflictRow[] }
