-- Photos and other files of members, classes and organizations. The contents stand in files.db under `hash`.
CREATE TABLE attachment (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    member_id BLOB, -- exactly one of the three owners
    class_id BLOB,
    org_id BLOB,
    role TEXT,
    file_name TEXT,
    media TEXT,
    byte_count INTEGER, -- of the content as it is stored
    hash BLOB, -- BLAKE3 of the content, 32 bytes
    chunks BLOB, -- BLAKE3 of each 256 KiB of it, 32 bytes each, in order
    thumbnail BLOB, -- JPEG of a few KB, for pictures
    added_at INTEGER,
    added_by TEXT,
    deleted_at INTEGER
) STRICT;
CREATE INDEX attachment_member ON attachment (member_id);
CREATE INDEX attachment_class ON attachment (class_id);
CREATE INDEX attachment_org ON attachment (org_id);
CREATE INDEX attachment_hash ON attachment (hash);
