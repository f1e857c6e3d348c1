SELECT m.*, b.short_name AS branch_name, g.short_name AS group_name, count(*) OVER () AS filtered
FROM member AS m
LEFT JOIN party_org AS b ON b.id = m.branch_id
LEFT JOIN party_org AS g ON g.id = m.group_id
WHERE m.deleted_at IS NULL
    AND m.party_status = :status
    AND (:branch IS NULL OR m.branch_id = :branch OR m.group_id = :branch)
    AND (:category IS NULL OR m.category = :category)
    AND (:mode IS NULL OR m.attend_mode = :mode)
    AND (
        :query = ''
        OR m.name LIKE :like
        OR m.former_name LIKE :like
        OR m.pinyin LIKE :like
        OR b.short_name LIKE :like
        OR (:digits <> '' AND (m.id_no LIKE :digits OR m.phone LIKE :digits))
    )
    AND (
        :coverage IS NULL
        OR :coverage = CASE
            WHEN m.attend_mode IN ('doorstep', 'deferred')
                AND (m.attend_until IS NULL OR m.attend_until >= :today) THEN 'exempt'
            WHEN EXISTS (
                SELECT 1
                FROM enrollment AS e
                JOIN training_class AS c ON c.id = e.class_id
                WHERE e.member_id = m.id AND e.deleted_at IS NULL AND e.state = 'completed'
                    AND c.deleted_at IS NULL AND c.state = 'closed' AND c.ends_on BETWEEN :first AND :last
            ) THEN 'covered'
            WHEN EXISTS (
                SELECT 1
                FROM enrollment AS e
                JOIN training_class AS c ON c.id = e.class_id
                WHERE e.member_id = m.id AND e.deleted_at IS NULL
                    AND e.state IN ('planned', 'notified', 'arrived')
                    AND c.deleted_at IS NULL AND c.state NOT IN ('cancelled', 'closed')
                    AND c.ends_on BETWEEN :first AND :last
            ) THEN 'planned'
            ELSE 'not_yet'
        END
    )
