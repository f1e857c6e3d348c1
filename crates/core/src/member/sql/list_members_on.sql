SELECT
    m.*,
    d.branch_id AS then_branch_id,
    d.group_id AS then_group_id,
    d.category AS then_category,
    d.party_status AS then_status,
    count(*) OVER () AS filtered
FROM standing AS d
JOIN member AS m ON m.id = d.id
LEFT JOIN party_org AS b ON b.id = d.branch_id
WHERE d.party_status = :status
    AND (:branch IS NULL OR d.branch_id = :branch OR d.group_id = :branch)
    AND (:category IS NULL OR d.category = :category)
    AND (
        :query = ''
        OR m.name LIKE :like
        OR m.former_name LIKE :like
        OR m.pinyin LIKE :like
        OR b.short_name LIKE :like
        OR (:digits <> '' AND (m.id_no LIKE :digits OR m.phone LIKE :digits))
    )
ORDER BY
    CASE :sort WHEN 'branch' THEN b.sort END,
    CASE :sort WHEN 'branch' THEN b.short_name END,
    CASE :sort WHEN 'admitted' THEN ifnull(m.admitted_on, '9') END,
    m.pinyin, m.name, m.id
LIMIT :limit OFFSET :offset
