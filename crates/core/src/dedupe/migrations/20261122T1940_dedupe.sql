-- Members who are one person (疑似重复、合并). Ids follow from the two members, so that two PCs that decide alike meet.
CREATE TABLE distinct_pair ( -- 不是同一人
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    one_id BLOB, -- the smaller id
    other_id BLOB,
    reason TEXT,
    deleted_at INTEGER -- UTC ms
) STRICT;

CREATE TABLE member_merge ( -- 合并
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    kept_id BLOB, -- always the smaller id: two PCs that merge the same two keep the same one
    gone_id BLOB,
    state TEXT CHECK (state IN ('merged', 'unmerged')),
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX member_merge_kept ON member_merge (kept_id);
CREATE INDEX member_merge_gone ON member_merge (gone_id);

CREATE TABLE merge_move ( -- one field that a merge changed
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- from merge, record, field and what was written
    merge_id BLOB,
    record_kind TEXT,
    record_id BLOB,
    field TEXT,
    before TEXT, -- JSON as in the audit; NULL: nothing
    after TEXT,
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX merge_move_merge ON merge_move (merge_id);
