SELECT enrollment.id AS id,
       enrollment.member_id AS member_id,
       enrollment.seat_no AS seat_no,
       enrollment.source AS source,
       enrollment.state AS state,
       enrollment.venue_id AS venue_id,
       enrollment.note AS note,
       COALESCE(member.name, '') AS name,
       COALESCE(member.pinyin, '') AS pinyin,
       COALESCE(member.sex, 'unknown') AS sex,
       COALESCE(member.category, 'full') AS category,
       COALESCE(member.duties, '') AS duties,
       COALESCE(member.phone, '') AS phone,
       COALESCE(branch.short_name, branch.name, '') AS branch_name
FROM enrollment
LEFT JOIN member ON member.id = enrollment.member_id
LEFT JOIN party_org branch ON branch.id = member.branch_id
WHERE enrollment.class_id = :class AND enrollment.deleted_at IS NULL
ORDER BY enrollment.seat_no IS NULL, enrollment.seat_no, name, enrollment.id
LIMIT 5000
