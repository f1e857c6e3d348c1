SELECT
    k.line_id,
    e.member_id,
    e.state,
    c.id AS class_id,
    c.name AS class_name,
    m.name,
    m.branch_id,
    b.short_name AS branch_name
FROM plan_class AS k
JOIN training_class AS c ON c.id = k.training_class_id AND c.deleted_at IS NULL AND c.state <> 'cancelled'
JOIN enrollment AS e ON e.class_id = c.id AND e.deleted_at IS NULL
    AND e.state NOT IN ('substituted', 'withdrawn')
JOIN member AS m ON m.id = e.member_id
LEFT JOIN party_org AS b ON b.id = m.branch_id AND b.deleted_at IS NULL
WHERE k.deleted_at IS NULL AND c.starts_on <= :day AND substr(c.starts_on, 1, 4) = :year
ORDER BY b.sort, b.short_name, m.pinyin, m.id, c.starts_on, c.id
LIMIT 200000
