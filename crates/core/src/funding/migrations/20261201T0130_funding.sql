-- Training expenses (经费): what was approved by year, source and use, and what was paid.
CREATE TABLE budget_line (
    id BLOB PRIMARY KEY CHECK (length(id) = 16), -- derived from year, source and use
    year INTEGER,
    source TEXT CHECK (source IN ('fiscal', 'party_dues', 'superior', 'village')),
    fund_use TEXT CHECK (fund_use IN ('training', 'books', 'equipment', 'allotment')),
    approved_fen INTEGER CHECK (approved_fen >= 0),
    adjusted_fen INTEGER, -- added to what was approved; below zero where it was cut
    document_no TEXT, -- by which it was approved or adjusted
    note TEXT,
    deleted_at INTEGER
) STRICT;
CREATE TABLE expense (
    id BLOB PRIMARY KEY CHECK (length(id) = 16),
    spent_on TEXT, -- local date
    class_id BLOB, -- the class that it was spent on, where one
    item TEXT CHECK (item IN ('teaching', 'lodging', 'meals', 'venue', 'materials', 'transport', 'other', 'books',
        'equipment', 'allotment')),
    summary TEXT,
    quantity_milli INTEGER CHECK (quantity_milli > 0), -- thousandths
    unit_price_fen INTEGER CHECK (unit_price_fen >= 0),
    amount_fen INTEGER CHECK (amount_fen > 0),
    source TEXT CHECK (source IN ('fiscal', 'party_dues', 'superior', 'village')),
    voucher_no TEXT,
    payee TEXT,
    decision_ref TEXT, -- date and number of the collective decision
    allotment_state TEXT CHECK (allotment_state IN ('sent', 'used')), -- of allotments alone
    approved_by TEXT, -- who approved what exceeds a limit
    approval_reason TEXT,
    change_reason TEXT, -- why it was entered or changed after its class was closed
    note TEXT,
    entered_by TEXT, -- the account's display name
    deleted_at INTEGER
) STRICT;
CREATE INDEX expense_class ON expense (class_id);
CREATE INDEX expense_day ON expense (spent_on);
