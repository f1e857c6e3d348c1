SELECT enrollment.member_id AS member_id,
       max(class.ends_on) AS last_on
FROM enrollment
JOIN training_class AS class ON class.id = enrollment.class_id
WHERE enrollment.deleted_at IS NULL AND enrollment.state = 'completed'
  AND class.deleted_at IS NULL AND class.state = 'closed' AND class.tier <> 'branch'
GROUP BY enrollment.member_id
ORDER BY enrollment.member_id
