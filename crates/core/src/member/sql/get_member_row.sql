SELECT m.*, b.short_name AS branch_name, g.short_name AS group_name
FROM member AS m
LEFT JOIN party_org AS b ON b.id = m.branch_id
LEFT JOIN party_org AS g ON g.id = m.group_id
WHERE m.id = :id
