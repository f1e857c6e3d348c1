-- Contents of attachments, by their BLAKE3. Local to the PC: what travels is the record that names a content.

-- A whole content.
CREATE TABLE content (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    byte_count INTEGER NOT NULL CHECK (byte_count > 0),
    put_at INTEGER NOT NULL,
    -- Since when no record has named it; NULL while one does, or while nobody has looked.
    unnamed_since INTEGER
) STRICT;

-- Which pieces a content is made of, in order. A piece that two contents share is kept once.
CREATE TABLE content_chunk (
    content_hash BLOB NOT NULL CHECK (length(content_hash) = 32),
    place INTEGER NOT NULL CHECK (place >= 0),
    chunk_hash BLOB NOT NULL CHECK (length(chunk_hash) = 32),
    PRIMARY KEY (content_hash, place)
) STRICT;

CREATE INDEX content_chunk_by_chunk ON content_chunk (chunk_hash);

-- A piece of at most 256 KiB.
CREATE TABLE chunk (
    hash BLOB PRIMARY KEY CHECK (length(hash) = 32),
    bytes BLOB NOT NULL CHECK (length(bytes) BETWEEN 1 AND 262144)
) STRICT;
