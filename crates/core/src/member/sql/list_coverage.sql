SELECT e.member_id AS id,
    max(e.state = 'completed' AND c.state = 'closed') AS is_covered,
    max(e.state IN ('planned', 'notified', 'arrived') AND c.state NOT IN ('cancelled', 'closed')) AS is_planned
FROM enrollment AS e
JOIN training_class AS c ON c.id = e.class_id
WHERE e.deleted_at IS NULL AND c.deleted_at IS NULL AND c.ends_on BETWEEN :first AND :last
GROUP BY e.member_id
ORDER BY e.member_id
