-- The annual plan (年度计划): its versions, items, targets by branch, what the county asks, and which classes carry it out.
CREATE TABLE annual_plan (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from year and version: two PCs reach the same one
    year INTEGER,
    version INTEGER CHECK (version >= 1),
    state TEXT CHECK (state IN ('draft', 'committee', 'issued', 'superseded')),
    document_no TEXT,
    decision_on TEXT, -- local date of the Party committee's meeting
    decision_no TEXT, -- its record
    issued_on TEXT, -- local date
    adjust_reason TEXT, -- why this version replaces the one before
    based_on_id BLOB, -- annual_plan
    persons_count INTEGER CHECK (persons_count >= 0), -- the town's target, persons
    hours_count INTEGER CHECK (hours_count >= 0), -- the town's target, person-hours
    sessions_count INTEGER CHECK (sessions_count >= 0), -- the town's target, sessions of the branches
    deleted_at INTEGER
) STRICT;
CREATE TABLE plan_item (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- in a copy derived from plan and line
    plan_id BLOB, -- annual_plan
    line_id BLOB, -- the same item through all versions: its id in the first
    name TEXT,
    tier TEXT CHECK (tier IN ('county', 'township', 'branch')),
    trainee_kind TEXT CHECK (trainee_kind IN ('secretary', 'member', 'worker', 'candidate', 'applicant')),
    segment_id BLOB, -- segment
    audience TEXT, -- whom, in words
    course_ids TEXT, -- course, separated by spaces
    month INTEGER CHECK (month BETWEEN 1 AND 12),
    days_count INTEGER CHECK (days_count >= 0),
    persons_count INTEGER CHECK (persons_count >= 0), -- of one session
    sessions_count INTEGER CHECK (sessions_count >= 0),
    venue_id BLOB, -- venue
    budget_fen INTEGER CHECK (budget_fen >= 0),
    owner TEXT,
    county_item_id BLOB, -- county_item
    note TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX plan_item_plan ON plan_item (plan_id);
CREATE TABLE plan_target (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from plan and branch
    plan_id BLOB, -- annual_plan
    branch_id BLOB, -- party_org
    persons_count INTEGER CHECK (persons_count >= 0),
    hours_count INTEGER CHECK (hours_count >= 0),
    sessions_count INTEGER CHECK (sessions_count >= 0),
    deleted_at INTEGER
) STRICT;
CREATE INDEX plan_target_plan ON plan_target (plan_id);
CREATE TABLE county_item (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    year INTEGER,
    title TEXT,
    tier TEXT CHECK (tier IN ('county', 'township', 'branch')),
    quota_count INTEGER CHECK (quota_count >= 0), -- persons of this township
    due_on TEXT, -- local date
    document_no TEXT,
    note TEXT,
    deleted_at INTEGER
) STRICT;
CREATE TABLE plan_class (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from the class: it carries out one item
    training_class_id BLOB, -- training_class
    line_id BLOB, -- plan_item, as its line
    deleted_at INTEGER
) STRICT;
