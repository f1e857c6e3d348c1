-- The comprehensive appraisal (综合鉴定) of one trainee in one class.
CREATE TABLE appraisal (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),          -- derived from class and enrolment
    class_id BLOB NOT NULL CHECK (length(class_id) = 16), -- training_class.id
    enrollment_id BLOB NOT NULL CHECK (length(enrollment_id) = 16), -- enrollment.id
    grade TEXT CHECK (grade IN ('excellent', 'good', 'pass', 'fail')),
    body TEXT NOT NULL DEFAULT '',                        -- the head teacher's opinion (班主任意见)
    is_draft INTEGER NOT NULL DEFAULT 1 CHECK (is_draft IN (0, 1)), -- 1 while nobody has edited or confirmed the body
    archive_target TEXT NOT NULL CHECK (archive_target IN ('cadre_file', 'member_file', 'school_file')),
    self_summary TEXT NOT NULL DEFAULT '',                -- 自我总结
    group_opinion TEXT NOT NULL DEFAULT '',               -- 小组意见
    school_opinion TEXT NOT NULL DEFAULT '',              -- 党校意见
    sent_by_opinion TEXT NOT NULL DEFAULT '',             -- 派出党组织意见
    deleted_at INTEGER                                    -- tombstone, UTC ms
) STRICT;
CREATE INDEX appraisal_by_class ON appraisal (class_id, enrollment_id);
