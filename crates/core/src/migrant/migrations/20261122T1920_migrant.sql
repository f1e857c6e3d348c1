-- Register of migrant members (流动党员台账) and their contact log.
CREATE TABLE migrant (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from the member and the day of leaving
    member_id BLOB,
    out_on TEXT, -- local date
    reason TEXT,
    region_code TEXT, -- GB/T 2260, 2 or 4 digits, where known
    destination TEXT, -- as written
    employer TEXT,
    contact_id BLOB, -- member of the same branch who keeps in touch
    inflow_org TEXT, -- Party organization that takes part in their life there
    reported_on TEXT, -- local date: told the organization there
    windows TEXT, -- expected returns: 2027-01-20/2027-02-25, separated by spaces
    state TEXT,
    ended_on TEXT, -- local date: back, or moved for good
    remark TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX migrant_member ON migrant (member_id);
CREATE TABLE migrant_contact (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    migrant_id BLOB,
    contacted_on TEXT, -- local date
    means TEXT,
    is_two_way INTEGER, -- 1: the member answered
    content TEXT,
    contacted_by TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX migrant_contact_migrant ON migrant_contact (migrant_id, contacted_on);
