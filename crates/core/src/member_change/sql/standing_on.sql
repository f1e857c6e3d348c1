SELECT
    m.id AS id,
    CASE WHEN a.id IS NULL THEN m.branch_id ELSE a.from_branch_id END AS branch_id,
    CASE WHEN a.id IS NULL THEN m.group_id ELSE a.from_group_id END AS group_id,
    CASE WHEN k.id IS NULL THEN m.category ELSE k.from_category END AS category,
    CASE WHEN s.id IS NULL THEN m.party_status ELSE s.from_status END AS party_status
FROM member AS m
LEFT JOIN member_change AS a ON a.id = (
    SELECT c.id FROM member_change AS c
    WHERE c.member_id = m.id AND c.effective_on > :day AND c.branch_id IS NOT NULL AND c.deleted_at IS NULL
    ORDER BY c.effective_on, c.recorded_at, c.id LIMIT 1
)
LEFT JOIN member_change AS k ON k.id = (
    SELECT c.id FROM member_change AS c
    WHERE c.member_id = m.id AND c.effective_on > :day AND c.category IS NOT NULL AND c.deleted_at IS NULL
    ORDER BY c.effective_on, c.recorded_at, c.id LIMIT 1
)
LEFT JOIN member_change AS s ON s.id = (
    SELECT c.id FROM member_change AS c
    WHERE c.member_id = m.id AND c.effective_on > :day AND c.party_status IS NOT NULL AND c.deleted_at IS NULL
    ORDER BY c.effective_on, c.recorded_at, c.id LIMIT 1
)
WHERE m.deleted_at IS NULL
