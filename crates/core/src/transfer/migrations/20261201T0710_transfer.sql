-- Transfers of the Party affiliation between townships (组织关系转接), and what other townships know of who came from them.
CREATE TABLE transfer (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from the change that it goes with, or from the package read
    member_id BLOB,
    direction TEXT CHECK (direction IN ('outgoing', 'incoming')),
    package_id BLOB,
    state TEXT CHECK (state IN ('awaiting_receipt', 'settled', 'accepted')),
    place TEXT, -- the other side, as written
    place_code TEXT, -- its region code, where known
    letter_no TEXT,
    issued_on TEXT, -- local date
    valid_until TEXT, -- local date
    receipt_key TEXT, -- shared through the package: a receipt is known by it
    arrived_on TEXT, -- local date: affiliation taken over there, or here
    branch_name TEXT, -- the branch that took them
    settled_on TEXT, -- local date: receipt read, or noted by hand
    note TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX transfer_member ON transfer (member_id);
CREATE TABLE outside_class (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- the enrolment's id in the township that held the class
    member_id BLOB,
    transfer_id BLOB,
    origin TEXT, -- township that held it
    origin_code TEXT,
    number TEXT,
    name TEXT,
    starts_on TEXT, -- local date
    ends_on TEXT, -- local date
    outcome TEXT,
    due_count INTEGER, -- half-days
    attended_count INTEGER,
    leave_count INTEGER,
    absent_count INTEGER,
    attended_tenths INTEGER, -- 0.1 学时 on the roll; what counts stands in the ledger
    conduct TEXT,
    exam TEXT,
    reflection TEXT,
    composite TEXT,
    grade TEXT,
    appraisal TEXT,
    archive TEXT,
    digest TEXT, -- of the class at its closing there
    deleted_at INTEGER
) STRICT;
CREATE INDEX outside_class_member ON outside_class (member_id, starts_on);
CREATE TABLE outside_fact (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from its words
    member_id BLOB,
    transfer_id BLOB,
    origin TEXT,
    origin_code TEXT,
    happened_on TEXT, -- 1985, 1985-06 or 1985-06-01
    topic TEXT CHECK (topic IN ('party', 'affiliation', 'post', 'edit', 'stay')),
    content TEXT,
    reason TEXT,
    basis TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX outside_fact_member ON outside_fact (member_id, happened_on);
