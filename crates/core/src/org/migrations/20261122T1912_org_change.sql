-- The organization tree over time: when an organization began and ended, what it was before each change, and the names
-- that it had.
ALTER TABLE party_org ADD COLUMN founded_on TEXT; -- local date; NULL: before anything here was written
ALTER TABLE party_org ADD COLUMN closed_on TEXT; -- local date: the first day on which it is no more
ALTER TABLE party_org ADD COLUMN term_from TEXT; -- local date
ALTER TABLE party_org ADD COLUMN term_to TEXT; -- local date
CREATE TABLE org_change (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    org_id BLOB,
    event TEXT,
    effective_on TEXT, -- local date: the first day of what stands after
    recorded_at INTEGER,
    was_name TEXT,
    was_short_name TEXT,
    was_kind TEXT,
    was_parent_id BLOB,
    was_village TEXT,
    other_id BLOB, -- the organization merged into, split off …
    member_count INTEGER, -- how many members moved with it
    basis TEXT, -- the decision or document
    note TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX org_change_org ON org_change (org_id, effective_on);
CREATE TABLE org_alias (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from the name and the organization
    org_id BLOB,
    name TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX org_alias_org ON org_alias (org_id);
