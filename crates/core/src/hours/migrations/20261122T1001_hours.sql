-- The credit-hour ledger (学时台账): append-only; a mistake is reversed, never edited.
CREATE TABLE hours_line (
    id BLOB PRIMARY KEY, -- derived from member and basis, so that nothing is credited twice
    member_id BLOB NOT NULL,
    day TEXT NOT NULL DEFAULT '', -- local date that decides the year
    channel TEXT NOT NULL DEFAULT 'class'
        CHECK (channel IN ('class', 'party_lesson', 'theme_day', 'broadcast', 'superior', 'remote', 'reversal')),
    credit_tenths INTEGER NOT NULL DEFAULT 0, -- 0.1 学时; negative on a reversal
    basis_kind TEXT NOT NULL DEFAULT 'entry' CHECK (basis_kind IN ('class', 'amendment', 'entry', 'reversal')),
    basis_id BLOB, -- the class, amendment or reversed line
    basis_label TEXT NOT NULL DEFAULT '', -- the arithmetic behind the credit, as shown
    note TEXT NOT NULL DEFAULT '',
    proof TEXT NOT NULL DEFAULT '', -- document number or file behind a manual entry
    reverses_id BLOB, -- the line that this one takes back
    deleted_at INTEGER -- UTC ms
) STRICT;
CREATE INDEX hours_line_member ON hours_line (member_id, day);
CREATE INDEX hours_line_basis ON hours_line (basis_id);
