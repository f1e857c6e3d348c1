SELECT enrollment.id AS id,
       enrollment.seat_no AS seat_no
FROM enrollment
LEFT JOIN member ON member.id = enrollment.member_id
LEFT JOIN party_org branch ON branch.id = member.branch_id
WHERE enrollment.class_id = :class AND enrollment.deleted_at IS NULL
ORDER BY branch.id IS NULL, COALESCE(branch.sort, 0), branch.name, branch.id, member.pinyin, member.name, enrollment.id
