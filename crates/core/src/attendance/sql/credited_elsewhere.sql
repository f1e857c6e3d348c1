SELECT DISTINCT lesson.day AS day,
       lesson.half AS half
FROM enrollment
JOIN training_class other ON other.id = enrollment.class_id AND other.deleted_at IS NULL
JOIN attendance_mark mark ON mark.enrollment_id = enrollment.id AND mark.deleted_at IS NULL
JOIN lesson ON lesson.id = mark.lesson_id AND lesson.deleted_at IS NULL
WHERE enrollment.member_id = :member AND enrollment.deleted_at IS NULL
  AND other.id <> :class AND other.state = 'closed'
  AND lesson.not_held_reason IS NULL
  AND (mark.state IN ('present', 'video', 'make_up') OR (:late AND mark.state = 'late'))
ORDER BY lesson.day, lesson.half
