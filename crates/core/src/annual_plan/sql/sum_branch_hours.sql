SELECT m.branch_id, SUM(h.credit_tenths) AS earned_tenths
FROM hours_line AS h
JOIN member AS m ON m.id = h.member_id AND m.deleted_at IS NULL AND m.party_status = 'normal'
WHERE h.deleted_at IS NULL AND h.day BETWEEN :first AND :last AND m.branch_id IS NOT NULL
GROUP BY m.branch_id
