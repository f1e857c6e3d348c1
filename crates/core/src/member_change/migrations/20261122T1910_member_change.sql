-- Dated changes of members (党员变动): which branch, category and standing they had until a day.
-- A line tells what stood before and what stands after; NULL in an "after" column: that part did not change.
CREATE TABLE member_change (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    member_id BLOB,
    kind TEXT,
    effective_on TEXT, -- local date: the first day of what stands after
    recorded_at INTEGER,
    branch_id BLOB, -- with group_id: the affiliation after
    group_id BLOB,
    category TEXT,
    party_status TEXT,
    from_branch_id BLOB,
    from_group_id BLOB,
    from_category TEXT,
    from_status TEXT, -- 'absent': was not in the roster before
    until_on TEXT, -- local date: end of a longer probation
    counterpart TEXT, -- the Party organization elsewhere that takes or gives the member
    reason TEXT,
    basis TEXT, -- the decision or document
    deleted_at INTEGER
) STRICT;
CREATE INDEX member_change_member ON member_change (member_id, effective_on);
