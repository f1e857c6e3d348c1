SELECT enrollment.member_id AS member_id,
       min(class.name) AS class_name
FROM enrollment
JOIN training_class AS class ON class.id = enrollment.class_id
WHERE enrollment.deleted_at IS NULL AND enrollment.state NOT IN ('substituted', 'withdrawn', 'not_completed')
  AND class.deleted_at IS NULL AND class.state <> 'cancelled' AND class.tier <> 'branch'
  AND class.kind IN ('regular', 'homecoming')
  AND substr(class.starts_on, 1, 4) = :year
  AND (class.rotation_plan_id IS NULL OR class.rotation_plan_id <> :plan)
GROUP BY enrollment.member_id
ORDER BY enrollment.member_id
