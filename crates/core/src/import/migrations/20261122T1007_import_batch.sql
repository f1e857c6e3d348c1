-- Import batches (导入批次) done on this PC: what the list of imports shows. Local; the records themselves synchronise.
CREATE TABLE import_batch (
    operation_id BLOB PRIMARY KEY CHECK (length(operation_id) = 16),
    file_name TEXT NOT NULL,
    added INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    unchanged INTEGER NOT NULL,
    skipped INTEGER NOT NULL,
    wrong INTEGER NOT NULL,
    branches_added INTEGER NOT NULL
) STRICT;
