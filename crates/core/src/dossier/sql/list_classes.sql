SELECT
    enrollment.id AS enrollment_id,
    enrollment.class_id,
    enrollment.state
FROM enrollment
JOIN training_class ON training_class.id = enrollment.class_id
WHERE enrollment.member_id = :member
  AND enrollment.deleted_at IS NULL
  AND training_class.deleted_at IS NULL
ORDER BY training_class.starts_on DESC, training_class.id
LIMIT 200
