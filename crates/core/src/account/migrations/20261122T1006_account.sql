-- Accounts of this PC (账号). Local: each PC has its own, bound to the synchronised faculty record of a head teacher.
CREATE TABLE account (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL,
    login TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('admin', 'head_teacher')),
    faculty_id BLOB,
    is_disabled INTEGER NOT NULL DEFAULT 0 CHECK (is_disabled IN (0, 1)),
    created_at INTEGER NOT NULL
) STRICT;
