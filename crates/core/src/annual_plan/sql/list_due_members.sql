SELECT
    m.id,
    m.name,
    m.branch_id,
    b.short_name AS branch_name,
    (m.attend_mode = 'doorstep' AND (m.attend_until IS NULL OR m.attend_until >= :today)) AS is_exempt
FROM member AS m
LEFT JOIN party_org AS b ON b.id = m.branch_id AND b.deleted_at IS NULL
WHERE m.deleted_at IS NULL AND m.party_status = 'normal'
ORDER BY b.sort, b.short_name, m.pinyin, m.id
LIMIT 100000
