-- What was settled once in an import (导入记忆): columns by header, words by field.
CREATE TABLE import_memory (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    sheet_kind TEXT,
    topic TEXT,
    source TEXT,
    meaning TEXT,
    deleted_at INTEGER
) STRICT;
ALTER TABLE import_batch ADD COLUMN sheet_kind TEXT NOT NULL DEFAULT 'roster';
