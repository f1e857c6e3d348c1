CREATE TABLE IF NOT EXISTS epoch (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  id   BLOB NOT NULL CHECK (length(id) = 16)
) STRICT;

-- Places are given out one after another inside the transaction that appends, so they have no gaps and follow the
-- order of commits: a reader's cursor never passes a place that appears later.
CREATE TABLE IF NOT EXISTS log (
  place       INTEGER PRIMARY KEY CHECK (place > 0),
  device      BLOB NOT NULL CHECK (length(device) = 16),
  seq         INTEGER NOT NULL CHECK (seq > 0),
  hash        BLOB NOT NULL CHECK (length(hash) = 32),
  tag         BLOB NOT NULL CHECK (length(tag) = 16),
  received_at INTEGER NOT NULL,
  body        BLOB NOT NULL,
  UNIQUE (device, seq)
) STRICT;

-- What was refused, kept as it came. Never sent to anybody.
CREATE TABLE IF NOT EXISTS parked (
  sender    BLOB NOT NULL CHECK (length(sender) = 16),
  device    BLOB NOT NULL CHECK (length(device) = 16),
  seq       INTEGER NOT NULL,
  hash      BLOB NOT NULL CHECK (length(hash) = 32),
  code      TEXT NOT NULL,
  parked_at INTEGER NOT NULL,
  body      BLOB NOT NULL,
  PRIMARY KEY (sender, device, seq, hash)
) STRICT;

CREATE TABLE IF NOT EXISTS contact (
  device         BLOB PRIMARY KEY CHECK (length(device) = 16),
  acked          INTEGER NOT NULL DEFAULT 0,
  contacted_at   INTEGER NOT NULL DEFAULT 0,
  app_version    TEXT NOT NULL DEFAULT '',
  clock_error_ms INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE IF NOT EXISTS row_state (
  kind  TEXT NOT NULL,
  row   BLOB NOT NULL CHECK (length(row) = 16),
  state BLOB NOT NULL,
  PRIMARY KEY (kind, row)
) STRICT;

CREATE TABLE IF NOT EXISTS kind_digest (
  kind       TEXT PRIMARY KEY,
  live_count INTEGER NOT NULL CHECK (live_count >= 0),
  digest     BLOB NOT NULL CHECK (length(digest) = 16)
) STRICT;
