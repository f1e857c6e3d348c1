-- How a class is examined and what counts towards the composite (综合成绩). One row a class.
CREATE TABLE exam_scheme (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),          -- derived from the class
    class_id BLOB NOT NULL CHECK (length(class_id) = 16), -- training_class.id
    mode TEXT NOT NULL CHECK (mode IN ('closed_book', 'open_book', 'oral', 'computer', 'practical', 'none')),
    full_mark_tenths INTEGER NOT NULL CHECK (full_mark_tenths BETWEEN 10 AND 10000), -- 0.1 point
    pass_mark_tenths INTEGER NOT NULL CHECK (pass_mark_tenths BETWEEN 0 AND 10000),  -- 0.1 point
    weight_attendance INTEGER NOT NULL CHECK (weight_attendance BETWEEN 0 AND 100),  -- percent
    weight_conduct INTEGER NOT NULL CHECK (weight_conduct BETWEEN 0 AND 100),        -- percent
    weight_exam INTEGER NOT NULL CHECK (weight_exam BETWEEN 0 AND 100),              -- percent
    weight_reflection INTEGER NOT NULL CHECK (weight_reflection BETWEEN 0 AND 100),  -- percent
    deleted_at INTEGER                                    -- tombstone, UTC ms
) STRICT;

-- One trainee's marks. A missing mark is NULL, never 0.
CREATE TABLE exam_mark (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),          -- derived from class and enrolment
    class_id BLOB NOT NULL CHECK (length(class_id) = 16), -- training_class.id
    enrollment_id BLOB NOT NULL CHECK (length(enrollment_id) = 16), -- enrollment.id
    exam_mark_tenths INTEGER CHECK (exam_mark_tenths BETWEEN 0 AND 10000),           -- 0.1 point, first sitting
    is_absent INTEGER NOT NULL DEFAULT 0 CHECK (is_absent IN (0, 1)),                -- missed the exam: counts as 0
    exempt_reason TEXT,                                   -- why no exam is asked of this trainee
    retake_mark_tenths INTEGER CHECK (retake_mark_tenths BETWEEN 0 AND 10000),       -- 0.1 point, the one retake
    reflection_mark_tenths INTEGER CHECK (reflection_mark_tenths BETWEEN 0 AND 1000), -- 0.1 of 100 points
    entered_by TEXT NOT NULL,                             -- who typed it last
    deleted_at INTEGER                                    -- tombstone, UTC ms
) STRICT;
CREATE INDEX exam_mark_by_class ON exam_mark (class_id, enrollment_id);
