CREATE TABLE IF NOT EXISTS county (
  only INTEGER PRIMARY KEY CHECK (only = 1),
  id   BLOB NOT NULL CHECK (length(id) = 16),
  name TEXT NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS township (
  code       TEXT PRIMARY KEY CHECK (length(code) BETWEEN 6 AND 12),
  name       TEXT NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE IF NOT EXISTS device (
  id          BLOB PRIMARY KEY CHECK (length(id) = 16),
  township    TEXT NOT NULL REFERENCES township (code),
  public_key  BLOB NOT NULL CHECK (length(public_key) = 32),
  label       TEXT NOT NULL,
  enrolled_at INTEGER NOT NULL,
  revoked_at  INTEGER
) STRICT;

CREATE TABLE IF NOT EXISTS enrol_code (
  selector   TEXT PRIMARY KEY CHECK (length(selector) = 5),
  hash       BLOB NOT NULL CHECK (length(hash) = 32),
  township   TEXT NOT NULL REFERENCES township (code),
  label      TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  tries      INTEGER NOT NULL DEFAULT 0,
  used_at    INTEGER,
  used_by    BLOB REFERENCES device (id)
) STRICT;
