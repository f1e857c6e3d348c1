-- Party organizations (党组织): the township committee at the root, branches, Party groups.
CREATE TABLE party_org (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- the root's is derived from the township code
    parent_id BLOB,
    kind TEXT CHECK (
        kind IN ('township', 'general_branch', 'branch', 'joint_branch', 'party_group', 'party_school')
    ),
    name TEXT, -- as on the seal: 中共…
    short_name TEXT,
    code TEXT, -- region code: 9 digits of the township
    village TEXT,
    sort INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX party_org_parent ON party_org (parent_id);
