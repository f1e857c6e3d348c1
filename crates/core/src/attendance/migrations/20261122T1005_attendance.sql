-- Attendance (考勤): the roll of each lesson, and leave (请假).
CREATE TABLE attendance_mark (
    id BLOB PRIMARY KEY, -- derived from lesson and enrolment
    class_id BLOB NOT NULL,
    lesson_id BLOB NOT NULL,
    enrollment_id BLOB NOT NULL,
    state TEXT NOT NULL DEFAULT 'present' CHECK (state IN ('present', 'late', 'early_leave', 'official_leave',
        'sick_leave', 'personal_leave', 'absent', 'video', 'make_up')),
    note TEXT NOT NULL DEFAULT '',
    method TEXT NOT NULL DEFAULT 'roll' CHECK (method IN ('roll', 'paper')),
    marked_by TEXT NOT NULL DEFAULT '', -- the account's display name
    marked_at INTEGER NOT NULL DEFAULT 0, -- UTC ms
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX attendance_mark_class ON attendance_mark (class_id);
CREATE INDEX attendance_mark_lesson ON attendance_mark (lesson_id);
CREATE INDEX attendance_mark_enrollment ON attendance_mark (enrollment_id);

CREATE TABLE leave_record (
    id BLOB PRIMARY KEY,
    class_id BLOB NOT NULL,
    enrollment_id BLOB NOT NULL,
    kind TEXT NOT NULL DEFAULT 'personal' CHECK (kind IN ('official', 'sick', 'personal')),
    from_day TEXT NOT NULL DEFAULT '', -- local date
    from_half TEXT NOT NULL DEFAULT 'morning' CHECK (from_half IN ('morning', 'afternoon', 'evening')),
    to_day TEXT NOT NULL DEFAULT '', -- local date
    to_half TEXT NOT NULL DEFAULT 'evening' CHECK (to_half IN ('morning', 'afternoon', 'evening')), -- the last half-day
    reason TEXT NOT NULL DEFAULT '',
    approver TEXT NOT NULL DEFAULT '',
    returned_at INTEGER, -- UTC ms of 销假
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX leave_record_class ON leave_record (class_id);
CREATE INDEX leave_record_enrollment ON leave_record (enrollment_id);
