-- Courses (课程) that lessons are taken from.
CREATE TABLE course (
    id BLOB PRIMARY KEY,
    title TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT 'theory'
        CHECK (category IN ('theory', 'political', 'constitution_discipline', 'purpose', 'revolution', 'policy', 'skills')),
    practical_percent INTEGER NOT NULL DEFAULT 0 CHECK (practical_percent BETWEEN 0 AND 100), -- share of practice, percent
    credit_tenths INTEGER NOT NULL DEFAULT 40 CHECK (credit_tenths >= 0), -- 0.1 学时
    default_instructor_id BLOB, -- faculty
    note TEXT NOT NULL DEFAULT '',
    deleted_at INTEGER -- UTC ms
) STRICT;
