-- Conduct (在校表现): what a trainee did in class, for better or worse, with its effect on the conduct mark.
CREATE TABLE conduct_record (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),          -- UUIDv7
    class_id BLOB NOT NULL CHECK (length(class_id) = 16), -- training_class.id
    enrollment_id BLOB NOT NULL CHECK (length(enrollment_id) = 16), -- enrollment.id
    day TEXT NOT NULL CHECK (length(day) = 10),           -- local day YYYY-MM-DD
    kind TEXT NOT NULL CHECK (kind IN ('speech', 'homework', 'notes', 'violation', 'good_deed', 'duty')),
    score INTEGER NOT NULL CHECK (score BETWEEN -100 AND 100), -- whole points added to the base of 80
    note TEXT NOT NULL DEFAULT '',                        -- what happened, in the head teacher's words
    by_name TEXT NOT NULL,                                -- who wrote it down
    deleted_at INTEGER                                    -- tombstone, UTC ms
) STRICT;
CREATE INDEX conduct_record_by_class ON conduct_record (class_id, enrollment_id);
