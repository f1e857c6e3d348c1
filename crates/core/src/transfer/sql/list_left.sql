SELECT
    m.id AS member_id,
    m.name,
    c.id AS change_id,
    c.effective_on,
    c.counterpart
FROM member AS m
JOIN member_change AS c ON c.member_id = m.id AND c.kind = 'transfer_out' AND c.deleted_at IS NULL
WHERE m.deleted_at IS NULL
    AND m.party_status = 'transferred_out'
    AND c.effective_on >= :since
    AND NOT EXISTS (
        SELECT 1 FROM member_change AS later
        WHERE later.member_id = m.id AND later.kind = 'transfer_out' AND later.deleted_at IS NULL
            AND (later.effective_on, later.id) > (c.effective_on, c.id)
    )
ORDER BY c.effective_on DESC, m.id
LIMIT 1000
