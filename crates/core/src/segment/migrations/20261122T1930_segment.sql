CREATE TABLE segment (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT NOT NULL DEFAULT '',
    filter TEXT NOT NULL DEFAULT '{}',
    deleted_at INTEGER
) STRICT;
