SELECT
    attendance_mark.enrollment_id,
    attendance_mark.state,
    count(*) AS lesson_count
FROM attendance_mark
JOIN lesson ON lesson.id = attendance_mark.lesson_id
WHERE lesson.class_id = :class
  AND lesson.deleted_at IS NULL
  AND lesson.not_held_reason IS NULL
  AND attendance_mark.deleted_at IS NULL
  AND attendance_mark.state IN ('official_leave', 'sick_leave', 'personal_leave')
GROUP BY attendance_mark.enrollment_id, attendance_mark.state
ORDER BY attendance_mark.enrollment_id, attendance_mark.state
