SELECT
    attendance_mark.enrollment_id,
    attendance_mark.state,
    count(*) AS lesson_count,
    sum(lesson.credit_tenths) AS credit_tenths
FROM attendance_mark
JOIN lesson ON lesson.id = attendance_mark.lesson_id
WHERE lesson.class_id = :class
  AND lesson.deleted_at IS NULL
  AND lesson.not_held_reason IS NULL
  AND attendance_mark.deleted_at IS NULL
GROUP BY attendance_mark.enrollment_id, attendance_mark.state
ORDER BY attendance_mark.enrollment_id, attendance_mark.state
