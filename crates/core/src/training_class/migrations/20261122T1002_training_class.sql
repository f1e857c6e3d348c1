-- Training classes (班次), waived closing gates and amendments (更正单).
CREATE TABLE training_class (
    id BLOB PRIMARY KEY,
    no TEXT NOT NULL DEFAULT '', -- 2027-03
    name TEXT NOT NULL DEFAULT '',
    tier TEXT NOT NULL DEFAULT 'township' CHECK (tier IN ('county', 'township', 'branch')),
    kind TEXT NOT NULL DEFAULT 'regular' CHECK (kind IN ('regular', 'homecoming', 'make_up', 'special')),
    campaign TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '', -- 主办
    undertaker TEXT NOT NULL DEFAULT '', -- 承办
    state TEXT NOT NULL DEFAULT 'draft'
        CHECK (state IN ('draft', 'notified', 'running', 'taught', 'closed', 'cancelled')),
    starts_on TEXT NOT NULL DEFAULT '', -- local date
    ends_on TEXT NOT NULL DEFAULT '', -- local date, the last day
    head_id BLOB, -- faculty: head teacher (班主任)
    deputy_id BLOB, -- faculty
    room_id BLOB, -- venue
    is_boarding INTEGER NOT NULL DEFAULT 0 CHECK (is_boarding IN (0, 1)),
    credit_tenths INTEGER NOT NULL DEFAULT 0 CHECK (credit_tenths >= 0), -- planned, 0.1 学时
    note TEXT NOT NULL DEFAULT '',
    closed_at INTEGER, -- UTC ms
    closed_by TEXT, -- the account's display name
    digest TEXT, -- BLAKE3 of the content at closing, hex
    rotation_plan_id BLOB,
    planned_class_id BLOB,
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX training_class_starts ON training_class (starts_on);
CREATE INDEX training_class_head ON training_class (head_id);
CREATE INDEX training_class_deputy ON training_class (deputy_id);

CREATE TABLE gate_waiver (
    id BLOB PRIMARY KEY, -- derived from class and gate
    class_id BLOB NOT NULL,
    gate_code TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    waived_by TEXT NOT NULL DEFAULT '', -- the account's display name
    waived_at INTEGER NOT NULL DEFAULT 0, -- UTC ms
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX gate_waiver_class ON gate_waiver (class_id);

CREATE TABLE amendment (
    id BLOB PRIMARY KEY,
    class_id BLOB NOT NULL,
    enrollment_id BLOB NOT NULL,
    target TEXT NOT NULL DEFAULT 'attendance' CHECK (target IN ('attendance', 'mark', 'appraisal', 'conduct')),
    lesson_id BLOB, -- where the target is attendance
    field TEXT NOT NULL DEFAULT '',
    old_value TEXT, -- as it stood before, kept for good
    new_value TEXT,
    reason TEXT NOT NULL DEFAULT '',
    amended_by TEXT NOT NULL DEFAULT '', -- the account's display name
    amended_at INTEGER NOT NULL DEFAULT 0, -- UTC ms
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX amendment_class ON amendment (class_id);
CREATE INDEX amendment_enrollment ON amendment (enrollment_id);
