SELECT enrollment.id AS id,
       enrollment.class_id AS class_id,
       COALESCE(class.name, '') AS class_name,
       enrollment.state AS state,
       class.state = 'closed' AS is_closed
FROM enrollment
JOIN training_class class ON class.id = enrollment.class_id AND class.deleted_at IS NULL
WHERE enrollment.member_id IN (:one, :other) AND enrollment.deleted_at IS NULL
  AND enrollment.state NOT IN ('substituted', 'withdrawn')
  AND (
      SELECT count(*) FROM enrollment twin
      WHERE twin.class_id = enrollment.class_id AND twin.member_id IN (:one, :other) AND twin.deleted_at IS NULL
        AND twin.state NOT IN ('substituted', 'withdrawn')
  ) > 1
ORDER BY enrollment.class_id, enrollment.id
