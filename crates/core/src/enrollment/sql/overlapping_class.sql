SELECT other.id AS class_id,
       other.name AS class_name,
       other.starts_on AS starts_on,
       other.ends_on AS ends_on,
       COALESCE(member.name, '') AS member_name
FROM enrollment
JOIN training_class other ON other.id = enrollment.class_id AND other.deleted_at IS NULL
LEFT JOIN member ON member.id = enrollment.member_id
WHERE enrollment.member_id = :member AND enrollment.deleted_at IS NULL
  AND enrollment.state NOT IN ('substituted', 'withdrawn')
  AND other.id <> :class AND other.state <> 'cancelled'
  AND other.starts_on <= :last AND other.ends_on >= :first
ORDER BY other.starts_on, other.id
LIMIT 1
