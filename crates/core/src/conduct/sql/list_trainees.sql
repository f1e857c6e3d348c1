SELECT
    enrollment.id,
    enrollment.member_id,
    enrollment.seat_no,
    enrollment.state,
    coalesce(member.name, '') AS name,
    coalesce(member.category, '') AS category,
    coalesce(member.duties, '') AS duties,
    coalesce(nullif(party_org.short_name, ''), party_org.name, '') AS branch_name
FROM enrollment
LEFT JOIN member ON member.id = enrollment.member_id
LEFT JOIN party_org ON party_org.id = member.branch_id
WHERE enrollment.class_id = :class
  AND enrollment.deleted_at IS NULL
  AND enrollment.state NOT IN ('substituted', 'withdrawn')
ORDER BY enrollment.seat_no IS NULL, enrollment.seat_no, enrollment.id
