import type {
  AccountList, AddHours, AddLeave, AmendClass, AmendmentList, AmendmentView, AppraisalList,
  AttendanceSummary, AuditPageView, BlackoutList, BulkResult, CheckReport, ClassList, ClassState, ClassView,
  ColumnMapping, ConductKind, ConductList, ConfirmResult, ConflictList, CourseList, CreateAccount, CreateRotation,
  DossierClass, DossierView, ExamMode, EnrollmentList, EnrollmentSource, EnrollmentState, FacultyList, FileBytes, FileView,
  HomeOverview, HoursSummary, ImportAnswer, ImportBatchList, ImportDecision, ImportPreview, ImportResult, JoinResult,
  LeaveList, LessonList, ListMembers, MarkSheet, MarkWeights, MemberPage, MemberPick, MemberView, MovePlanned,
  MovePlannedClass, NameList, NameListKey, Nothing, OperationList, OrgTree, ParamList, PlannedMembers, Revealed,
  RollMark, RollMethod, RollSheet, RotationPlanList, RotationPlanView, SaveAppraisal, SaveBlackout, SaveClass,
  SaveCourse, SaveFaculty, SaveLesson, SaveMember, SaveOrg, SaveVenue, SavedMember, SessionStatus, SetAttendMode,
  SetMark, SetParam, SetupCreate, SetupJoin, SetupResult, SyncStatusView, UndoView, VenueList,
} from './index'

/** Every command with its request and answer. */
export interface Commands {
  'session.status': { request: Nothing; answer: SessionStatus; access: 'read' }
  'setup.create': { request: SetupCreate; answer: SetupResult; access: 'write' }
  'setup.join': { request: SetupJoin; answer: JoinResult; access: 'write' }
  'session.unlock': { request: { login: string; password: string }; answer: SessionStatus; access: 'write' }
  'session.recover': { request: { recoveryKey: string; login: string; newPassword: string }; answer: SetupResult; access: 'write' }
  'session.lock': { request: Nothing; answer: SessionStatus; access: 'write' }
  'account.change_password': { request: { oldPassword: string; newPassword: string }; answer: Nothing; access: 'write' }
  'account.create': { request: CreateAccount; answer: AccountList; access: 'write' }
  'account.reset_password': { request: { accountId: string; newPassword: string }; answer: Nothing; access: 'write' }
  'account.disable': { request: { accountId: string }; answer: AccountList; access: 'write' }
  'account.list': { request: Nothing; answer: AccountList; access: 'read' }
  'paper.sign_in_sheet': { request: { classId: string; lessonIds: string[]; venueId: string | null }; answer: FileView; access: 'write' }
  'paper.appraisal_form': { request: { classId: string; enrollmentIds: string[] }; answer: FileView; access: 'write' }
  'paper.list': { request: { what: 'roster' | 'uncovered' | 'rotation_plan' | 'class_roster' | 'hours'; format: 'pdf' | 'xlsx'; classId: string | null; planId: string | null; filter: ListMembers | null }; answer: FileView; access: 'write' }
  'paper.recovery_key': { request: Nothing; answer: SetupResult; access: 'write' }
  'sync.status': { request: Nothing; answer: SyncStatusView; access: 'read' }
  'sync.enrol': { request: { countyUrl: string; code: string; deviceLabel: string }; answer: SyncStatusView; access: 'write' }
  'sync.now': { request: Nothing; answer: SyncStatusView; access: 'write' }
  'file.open': { request: { path: string }; answer: Nothing; access: 'write' }
  'backup.make': { request: Nothing; answer: FileView; access: 'write' }
  'store.check': { request: Nothing; answer: CheckReport; access: 'read' }
  'audit.list': { request: { rowId: string | null; offset: number; limit: number }; answer: AuditPageView; access: 'read' }
  'audit.operations': { request: { offset: number; limit: number }; answer: OperationList; access: 'read' }
  'audit.undo': { request: { operationId: string }; answer: UndoView; access: 'write' }
  'params.list': { request: { on: string | null }; answer: ParamList; access: 'read' }
  'params.set': { request: SetParam; answer: ParamList; access: 'write' }
  'calendar.list': { request: { year: number }; answer: BlackoutList; access: 'read' }
  'calendar.save': { request: SaveBlackout; answer: BlackoutList; access: 'write' }
  'calendar.delete': { request: { id: string; year: number }; answer: BlackoutList; access: 'write' }
  'calendar.fill_defaults': { request: { year: number }; answer: BlackoutList; access: 'write' }
  'org.tree': { request: Nothing; answer: OrgTree; access: 'read' }
  'org.save': { request: SaveOrg; answer: OrgTree; access: 'write' }
  'org.delete': { request: { id: string }; answer: OrgTree; access: 'write' }
  'member.list': { request: ListMembers; answer: MemberPage; access: 'read' }
  'member.get': { request: { memberId: string }; answer: MemberView; access: 'read' }
  'member.save': { request: SaveMember; answer: SavedMember; access: 'write' }
  'member.reveal': { request: { memberId: string; field: 'id_no' | 'phone'; reason: string }; answer: Revealed; access: 'write' }
  'member.delete': { request: { memberId: string; reason: string }; answer: Nothing; access: 'write' }
  'member.set_attend_mode': { request: SetAttendMode; answer: BulkResult; access: 'write' }
  'import.read': { request: { fileName: string; contentBase64: string }; answer: ImportPreview; access: 'write' }
  'import.remap': { request: { token: string; mappings: ColumnMapping[]; answers: ImportAnswer[] }; answer: ImportPreview; access: 'write' }
  'import.commit': { request: { token: string; decisions: ImportDecision[]; createBranches: boolean }; answer: ImportResult; access: 'write' }
  'import.wrong_rows': { request: { token: string }; answer: FileBytes; access: 'write' }
  'import.save_wrong_rows': { request: { token: string }; answer: FileView; access: 'write' }
  'import.batches': { request: Nothing; answer: ImportBatchList; access: 'read' }
  'venue.list': { request: Nothing; answer: VenueList; access: 'read' }
  'venue.save': { request: SaveVenue; answer: VenueList; access: 'write' }
  'venue.delete': { request: { id: string }; answer: VenueList; access: 'write' }
  'faculty.list': { request: Nothing; answer: FacultyList; access: 'read' }
  'faculty.save': { request: SaveFaculty; answer: FacultyList; access: 'write' }
  'faculty.delete': { request: { id: string }; answer: FacultyList; access: 'write' }
  'course.list': { request: Nothing; answer: CourseList; access: 'read' }
  'course.save': { request: SaveCourse; answer: CourseList; access: 'write' }
  'course.delete': { request: { id: string }; answer: CourseList; access: 'write' }
  'rotation.list': { request: Nothing; answer: RotationPlanList; access: 'read' }
  'rotation.create': { request: CreateRotation; answer: RotationPlanView; access: 'write' }
  'rotation.replan': { request: { planId: string }; answer: RotationPlanView; access: 'write' }
  'rotation.delete': { request: { planId: string }; answer: RotationPlanList; access: 'write' }
  'rotation.get': { request: { planId: string }; answer: RotationPlanView; access: 'read' }
  'rotation.class_members': { request: { planId: string; plannedClassId: string }; answer: PlannedMembers; access: 'read' }
  'rotation.move': { request: MovePlanned; answer: RotationPlanView; access: 'write' }
  'rotation.lock': { request: { planId: string; memberIds: string[]; isLocked: boolean }; answer: RotationPlanView; access: 'write' }
  'rotation.lock_class': { request: { planId: string; plannedClassId: string; isLocked: boolean }; answer: RotationPlanView; access: 'write' }
  'rotation.move_class': { request: MovePlannedClass; answer: RotationPlanView; access: 'write' }
  'rotation.confirm': { request: { planId: string }; answer: ConfirmResult; access: 'write' }
  'class.list': { request: { year: number | null; state: ClassState | null }; answer: ClassList; access: 'read' }
  'class.get': { request: { classId: string }; answer: ClassView; access: 'read' }
  'class.save': { request: SaveClass; answer: ClassView; access: 'write' }
  'class.advance': { request: { classId: string; to: ClassState }; answer: ClassView; access: 'write' }
  'class.waive': { request: { classId: string; gateCode: string; reason: string }; answer: ClassView; access: 'write' }
  'class.close': { request: { classId: string }; answer: ClassView; access: 'write' }
  'class.amend': { request: AmendClass; answer: AmendmentView; access: 'write' }
  'class.amendments': { request: { classId: string }; answer: AmendmentList; access: 'read' }
  'timetable.list': { request: { classId: string }; answer: LessonList; access: 'read' }
  'timetable.save_lesson': { request: SaveLesson; answer: LessonList; access: 'write' }
  'timetable.delete_lesson': { request: { classId: string; lessonId: string }; answer: LessonList; access: 'write' }
  'timetable.fill_default': { request: { classId: string }; answer: LessonList; access: 'write' }
  'enrollment.list': { request: { classId: string }; answer: EnrollmentList; access: 'read' }
  'enrollment.add': { request: { classId: string; memberIds: string[]; source: EnrollmentSource }; answer: EnrollmentList; access: 'write' }
  'enrollment.set_state': { request: { classId: string; enrollmentIds: string[]; state: EnrollmentState; note: string }; answer: EnrollmentList; access: 'write' }
  'enrollment.set_venue': { request: { classId: string; enrollmentIds: string[]; venueId: string | null }; answer: EnrollmentList; access: 'write' }
  'enrollment.remove': { request: { classId: string; enrollmentIds: string[] }; answer: EnrollmentList; access: 'write' }
  'enrollment.candidates': { request: { classId: string; query: string }; answer: MemberPick; access: 'read' }
  'attendance.sheet': { request: { classId: string; lessonId: string }; answer: RollSheet; access: 'read' }
  'attendance.mark': { request: { classId: string; lessonId: string; marks: RollMark[]; method: RollMethod }; answer: RollSheet; access: 'write' }
  'attendance.all_present': { request: { classId: string; lessonId: string }; answer: RollSheet; access: 'write' }
  'attendance.did_not_happen': { request: { classId: string; lessonId: string; reason: string }; answer: RollSheet; access: 'write' }
  'attendance.summary': { request: { classId: string }; answer: AttendanceSummary; access: 'read' }
  'leave.add': { request: AddLeave; answer: LeaveList; access: 'write' }
  'leave.list': { request: { classId: string }; answer: LeaveList; access: 'read' }
  'leave.cancel': { request: { classId: string; leaveId: string }; answer: LeaveList; access: 'write' }
  'leave.returned': { request: { classId: string; leaveId: string }; answer: LeaveList; access: 'write' }
  'conduct.list': { request: { classId: string }; answer: ConductList; access: 'read' }
  'conduct.add': { request: { classId: string; enrollmentId: string; day: string; kind: ConductKind; score: number; note: string }; answer: ConductList; access: 'write' }
  'conduct.delete': { request: { classId: string; id: string }; answer: ConductList; access: 'write' }
  'exam.sheet': { request: { classId: string }; answer: MarkSheet; access: 'read' }
  'exam.set_marks': { request: { classId: string; marks: SetMark[] }; answer: MarkSheet; access: 'write' }
  'exam.set_scheme': { request: { classId: string; mode: ExamMode; fullMark: number; passMark: number; weights: MarkWeights }; answer: MarkSheet; access: 'write' }
  'appraisal.list': { request: { classId: string }; answer: AppraisalList; access: 'read' }
  'appraisal.draft': { request: { classId: string; enrollmentIds: string[] }; answer: AppraisalList; access: 'write' }
  'appraisal.save': { request: SaveAppraisal; answer: AppraisalList; access: 'write' }
  'dossier.get': { request: { memberId: string }; answer: DossierView; access: 'read' }
  'dossier.class_member': { request: { classId: string; enrollmentId: string }; answer: DossierClass; access: 'read' }
  'hours.summary': { request: { memberId: string; year: number }; answer: HoursSummary; access: 'read' }
  'hours.add': { request: AddHours; answer: HoursSummary; access: 'write' }
  'hours.reverse': { request: { lineId: string; reason: string }; answer: HoursSummary; access: 'write' }
  'home.overview': { request: Nothing; answer: HomeOverview; access: 'read' }
  'home.names': { request: { listKey: NameListKey }; answer: NameList; access: 'read' }
  'conflict.list': { request: Nothing; answer: ConflictList; access: 'read' }
  'conflict.resolve': { request: { kind: string; rowId: string; field: string; choice: number }; answer: ConflictList; access: 'write' }
}
