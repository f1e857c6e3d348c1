-- Party members (党员). No unique index but the id: ID numbers are missing, mistyped and corrected.
CREATE TABLE member (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    name TEXT,
    pinyin TEXT, -- search keys: every reading, full and initials, separated by spaces
    sex TEXT CHECK (sex IN ('male', 'female')), -- NULL: not known
    id_no TEXT, -- 18 characters
    id_no_note TEXT, -- why a number with a wrong check digit was accepted
    nation TEXT,
    birth TEXT, -- 1985, 1985-06 or 1985-06-01: never an invented day
    education TEXT, -- as written
    category TEXT CHECK (category IN ('full', 'probationary', 'admission_candidate', 'active_applicant')),
    branch_id BLOB,
    group_id BLOB,
    admitted_on TEXT, -- 入党日期, same precision rule as birth
    full_since TEXT, -- 转正日期
    job TEXT,
    duties TEXT, -- words separated by spaces: branch_secretary commissioner …
    phone TEXT,
    address TEXT, -- 现居住地
    household TEXT, -- 户籍所在地
    attend_mode TEXT CHECK (attend_mode IN ('normal', 'doorstep', 'migrant', 'deferred')),
    attend_reason TEXT,
    attend_approver TEXT,
    attend_until TEXT, -- local date
    party_status TEXT CHECK (party_status IN ('normal', 'suspended', 'left', 'deceased', 'transferred_out')),
    former_name TEXT,
    remark TEXT,
    source TEXT CHECK (source IN ('typed', 'imported')),
    deleted_at INTEGER
) STRICT;
CREATE INDEX member_branch ON member (branch_id);
CREATE INDEX member_id_no ON member (id_no);
CREATE INDEX member_name ON member (name);
