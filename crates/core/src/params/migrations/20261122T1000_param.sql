-- Dated parameters (参数包). A rule that a regulation or a county sets is a row here, with its source.
CREATE TABLE param (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from key and effective_from
    key TEXT,
    value INTEGER, -- in the key's own unit, see model.rs
    effective_from TEXT, -- local date
    source TEXT, -- document and article
    changed_by TEXT,
    changed_at INTEGER,
    deleted_at INTEGER
) STRICT;
CREATE INDEX param_key ON param (key, effective_from);
