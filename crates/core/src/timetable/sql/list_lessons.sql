SELECT lesson.id AS id,
       lesson.day AS day,
       lesson.half AS half,
       lesson.course_id AS course_id,
       lesson.course_title AS course_title,
       lesson.instructor_id AS instructor_id,
       faculty.name AS instructor_name,
       COALESCE(lesson.room_id, training_class.room_id) AS room_id,
       venue.name AS room_name,
       lesson.credit_tenths AS credit_tenths,
       lesson.not_held_reason AS not_held_reason,
       lesson.practical_percent AS practical_percent,
       EXISTS (SELECT 1 FROM attendance_mark mark WHERE mark.lesson_id = lesson.id AND mark.deleted_at IS NULL)
           AS roll_taken
FROM lesson
JOIN training_class ON training_class.id = lesson.class_id
LEFT JOIN faculty ON faculty.id = lesson.instructor_id
LEFT JOIN venue ON venue.id = COALESCE(lesson.room_id, training_class.room_id)
WHERE lesson.class_id = :class AND lesson.deleted_at IS NULL
ORDER BY lesson.day, lesson.id
LIMIT 500
