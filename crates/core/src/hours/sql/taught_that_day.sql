SELECT COALESCE(SUM(lesson.credit_tenths), 0) AS credit
FROM enrollment
JOIN training_class class ON class.id = enrollment.class_id AND class.deleted_at IS NULL AND class.state = 'closed'
JOIN attendance_mark mark ON mark.enrollment_id = enrollment.id AND mark.deleted_at IS NULL
JOIN lesson ON lesson.id = mark.lesson_id AND lesson.deleted_at IS NULL AND lesson.not_held_reason IS NULL
WHERE enrollment.member_id = :member AND enrollment.deleted_at IS NULL
  AND lesson.day = :day AND mark.state IN ('present', 'late', 'video', 'make_up')
