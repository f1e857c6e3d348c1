SELECT
    t.id,
    t.member_id,
    m.name AS member_name,
    t.direction,
    t.package_id,
    t.state,
    t.place,
    t.letter_no,
    t.issued_on,
    t.valid_until,
    t.receipt_key,
    t.arrived_on,
    t.branch_name,
    t.settled_on,
    t.note,
    COALESCE(m.party_status = 'transferred_out', 0) AS is_away
FROM transfer AS t
JOIN member AS m ON m.id = t.member_id AND m.deleted_at IS NULL
WHERE t.deleted_at IS NULL
ORDER BY COALESCE(t.arrived_on, t.issued_on) DESC, t.issued_on DESC, t.id
LIMIT 5000
