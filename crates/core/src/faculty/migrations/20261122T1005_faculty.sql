-- The faculty pool (师资库): who teaches, and who can be head teacher (班主任).
CREATE TABLE faculty (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT,
    kind TEXT CHECK (kind IN ('full_time', 'part_time', 'party_lecturer', 'local_expert', 'external')),
    title TEXT,
    unit TEXT,
    phone TEXT,
    can_head INTEGER CHECK (can_head IN (0, 1)),
    note TEXT,
    deleted_at INTEGER
) STRICT;
