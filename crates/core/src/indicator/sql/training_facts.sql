SELECT
    m.id,
    m.name,
    m.duties,
    m.attend_mode,
    m.attend_until,
    m.id_no,
    m.birth,
    m.admitted_on,
    d.branch_id,
    b.short_name AS branch_name,
    (
        SELECT coalesce(sum(h.credit_tenths), 0)
        FROM hours_line AS h
        WHERE h.member_id = m.id AND h.deleted_at IS NULL AND h.day BETWEEN :first AND :last
    ) AS earned_tenths,
    (
        SELECT min(c.name)
        FROM enrollment AS e
        JOIN training_class AS c ON c.id = e.class_id
        WHERE e.member_id = m.id AND e.deleted_at IS NULL AND e.state = 'completed'
            AND c.deleted_at IS NULL AND c.state = 'closed' AND c.ends_on BETWEEN :first AND :last
    ) AS covered_by,
    (
        SELECT min(c.name)
        FROM enrollment AS e
        JOIN training_class AS c ON c.id = e.class_id
        WHERE e.member_id = m.id AND e.deleted_at IS NULL AND e.state IN ('planned', 'notified', 'arrived')
            AND c.deleted_at IS NULL AND c.state NOT IN ('cancelled', 'closed')
            AND c.ends_on BETWEEN :first AND :last
    ) AS planned_in
FROM standing AS d
JOIN member AS m ON m.id = d.id
LEFT JOIN party_org AS b ON b.id = d.branch_id
WHERE d.party_status = 'normal'
ORDER BY b.sort, b.short_name, m.pinyin, m.id
