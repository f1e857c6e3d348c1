-- What the store itself keeps. None of it synchronises.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT;

-- One row a business action: everything it changed can be shown and undone together.
CREATE TABLE operation (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    command TEXT NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    at INTEGER NOT NULL,
    undone_by BLOB
) STRICT;

-- Who, when, what, before and after; each entry's hash covers the one before it.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    operation_id BLOB NOT NULL REFERENCES operation (id),
    at INTEGER NOT NULL,
    actor_id BLOB NOT NULL,
    actor_name TEXT NOT NULL,
    command TEXT NOT NULL,
    kind TEXT NOT NULL,
    row_id BLOB,
    before TEXT,
    after TEXT,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE INDEX audit_row ON audit (kind, row_id, seq);
CREATE INDEX audit_operation ON audit (operation_id);

-- This device's own changes in sequence, as they travel.
CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    body BLOB NOT NULL
) STRICT;

-- The version of every synchronised row.
CREATE TABLE row_version (
    kind TEXT NOT NULL,
    row_id BLOB NOT NULL,
    version BLOB NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 16),
    is_deleted INTEGER NOT NULL CHECK (is_deleted IN (0, 1)),
    PRIMARY KEY (kind, row_id)
) STRICT;

CREATE TABLE kind_digest (
    kind TEXT PRIMARY KEY,
    live_count INTEGER NOT NULL,
    digest BLOB NOT NULL CHECK (length(digest) = 16)
) STRICT;

-- How far each other device has been applied here.
CREATE TABLE device_vector (
    device BLOB PRIMARY KEY CHECK (length(device) = 16),
    seq INTEGER NOT NULL
) STRICT;

-- Fields that hold several values until a person decides.
CREATE TABLE conflict (
    kind TEXT NOT NULL,
    row_id BLOB NOT NULL,
    field TEXT NOT NULL,
    found_at INTEGER NOT NULL,
    PRIMARY KEY (kind, row_id, field)
) STRICT;

-- Ops that this version cannot apply: kept verbatim until a later one can.
CREATE TABLE parked_op (
    device BLOB NOT NULL,
    seq INTEGER NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    parked_at INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (device, seq)
) STRICT;
