-- The timetable (课程表): one row a lesson (课次), which fills one half-day.
CREATE TABLE lesson (
    id BLOB PRIMARY KEY,
    class_id BLOB NOT NULL,
    day TEXT NOT NULL DEFAULT '', -- local date
    half TEXT NOT NULL DEFAULT 'morning' CHECK (half IN ('morning', 'afternoon', 'evening')),
    course_id BLOB,
    course_title TEXT NOT NULL DEFAULT '', -- as announced, kept when the course is renamed
    instructor_id BLOB, -- faculty
    room_id BLOB, -- venue; absent = the class's room
    credit_tenths INTEGER NOT NULL DEFAULT 40 CHECK (credit_tenths >= 0), -- 0.1 学时
    not_held_reason TEXT, -- why the lesson did not happen; such a lesson is not due
    practical_percent INTEGER NOT NULL DEFAULT 0 CHECK (practical_percent BETWEEN 0 AND 100), -- percent
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX lesson_class ON lesson (class_id, day);
CREATE INDEX lesson_day ON lesson (day);
