-- Duty posts with terms (任职): who held which duty where, from when to when. The member's own list of duties is what
-- stands today.
CREATE TABLE post (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    member_id BLOB,
    org_id BLOB,
    duty TEXT,
    from_on TEXT, -- local date; NULL: before anything here was written
    term_to TEXT, -- local date: end of the term that was voted
    ended_on TEXT, -- local date: the first day on which it is no longer held
    basis TEXT, -- the decision or document
    end_reason TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX post_member ON post (member_id);
CREATE INDEX post_org ON post (org_id);
