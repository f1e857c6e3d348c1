-- Enrolments (报名): a member in a class.
CREATE TABLE enrollment (
    id BLOB PRIMARY KEY, -- derived from class and member
    class_id BLOB NOT NULL,
    member_id BLOB NOT NULL,
    seat_no INTEGER, -- 1 to n, the order of the sign-in sheet
    source TEXT NOT NULL DEFAULT 'assigned'
        CHECK (source IN ('call_up', 'assigned', 'voluntary', 'make_up', 'walk_in')),
    state TEXT NOT NULL DEFAULT 'planned'
        CHECK (state IN ('planned', 'notified', 'arrived', 'substituted', 'withdrawn', 'completed', 'not_completed')),
    venue_id BLOB, -- village venue; absent = the main venue
    category_snapshot TEXT NOT NULL DEFAULT '', -- category and duties on the day of enrolment
    note TEXT NOT NULL DEFAULT '',
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX enrollment_class ON enrollment (class_id);
CREATE INDEX enrollment_member ON enrollment (member_id);
