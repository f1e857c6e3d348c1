-- Rotation plans (轮训计划): the year's classes as planned, and where everybody sits or why they do not.
CREATE TABLE rotation_plan (
    id BLOB PRIMARY KEY,
    year INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    state TEXT NOT NULL DEFAULT 'draft' CHECK (state IN ('draft', 'confirmed')),
    class_days INTEGER NOT NULL DEFAULT 2 CHECK (class_days BETWEEN 1 AND 10),
    include_homecoming INTEGER NOT NULL DEFAULT 1 CHECK (include_homecoming IN (0, 1)),
    venue_ids TEXT NOT NULL DEFAULT '', -- ids separated by spaces
    head_ids TEXT NOT NULL DEFAULT '',
    deputy_ids TEXT NOT NULL DEFAULT '',
    created_by TEXT NOT NULL DEFAULT '', -- the account's display name
    created_at INTEGER NOT NULL DEFAULT 0, -- UTC ms
    confirmed_at INTEGER, -- UTC ms
    score TEXT NOT NULL DEFAULT '', -- the goals' figures in order, smaller is better
    bound TEXT NOT NULL DEFAULT '', -- fewest ordinary classes that could hold everybody at home
    deleted_at INTEGER -- UTC ms
) STRICT;

CREATE TABLE planned_class (
    id BLOB PRIMARY KEY, -- derived from plan and slot
    plan_id BLOB NOT NULL,
    no INTEGER NOT NULL DEFAULT 0,
    name TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL DEFAULT 'regular' CHECK (kind IN ('regular', 'homecoming')),
    starts_on TEXT NOT NULL DEFAULT '', -- local date
    ends_on TEXT NOT NULL DEFAULT '', -- local date, the last day
    venue_id BLOB,
    head_id BLOB, -- faculty: head teacher (班主任)
    deputy_id BLOB, -- faculty
    capacity INTEGER NOT NULL DEFAULT 0 CHECK (capacity >= 0),
    is_locked INTEGER NOT NULL DEFAULT 0 CHECK (is_locked IN (0, 1)), -- nobody leaves on a re-plan
    is_hand_dated INTEGER NOT NULL DEFAULT 0 CHECK (is_hand_dated IN (0, 1)), -- keeps its day and room
    override_reason TEXT, -- why a hard rule is broken
    training_class_id BLOB, -- the class made from it; set = announced
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX planned_class_plan ON planned_class (plan_id);

CREATE TABLE planned_seat (
    id BLOB PRIMARY KEY, -- derived from plan and member
    plan_id BLOB NOT NULL,
    planned_class_id BLOB, -- absent = in no class
    member_id BLOB NOT NULL,
    is_locked INTEGER NOT NULL DEFAULT 0 CHECK (is_locked IN (0, 1)),
    reason_code TEXT, -- why in no class
    sentence TEXT, -- the same in words
    cure TEXT, -- what would help
    override_reason TEXT, -- why a hard rule is broken
    exempt_reason TEXT, -- why left out by hand
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX planned_seat_plan ON planned_seat (plan_id);
CREATE INDEX planned_seat_member ON planned_seat (member_id);
