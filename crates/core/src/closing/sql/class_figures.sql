SELECT head.name AS head_name,
       deputy.name AS deputy_name,
       room.name AS room_name,
       (SELECT COUNT(*) FROM enrollment
        WHERE enrollment.class_id = class.id AND enrollment.deleted_at IS NULL
          AND enrollment.state NOT IN ('substituted', 'withdrawn')) AS enrolled,
       (SELECT COALESCE(SUM(lesson.credit_tenths), 0) FROM lesson
        WHERE lesson.class_id = class.id AND lesson.deleted_at IS NULL AND lesson.not_held_reason IS NULL
          AND EXISTS (SELECT 1 FROM attendance_mark mark WHERE mark.lesson_id = lesson.id AND mark.deleted_at IS NULL)
       ) AS taken_tenths,
       (SELECT COALESCE(SUM(lesson.credit_tenths), 0)
        FROM attendance_mark mark
        JOIN lesson ON lesson.id = mark.lesson_id AND lesson.deleted_at IS NULL AND lesson.not_held_reason IS NULL
        JOIN enrollment ON enrollment.id = mark.enrollment_id AND enrollment.deleted_at IS NULL
        WHERE mark.class_id = class.id AND mark.deleted_at IS NULL
          AND enrollment.state NOT IN ('substituted', 'withdrawn')
          AND (mark.state IN ('present', 'video', 'make_up') OR (:late AND mark.state = 'late'))) AS attended_tenths,
       (SELECT COUNT(*) FROM lesson
        WHERE lesson.class_id = class.id AND lesson.deleted_at IS NULL AND lesson.not_held_reason IS NULL
          AND lesson.day <= :today
          AND NOT EXISTS (SELECT 1 FROM attendance_mark mark
                          WHERE mark.lesson_id = lesson.id AND mark.deleted_at IS NULL)) AS untaken
FROM training_class class
LEFT JOIN faculty head ON head.id = class.head_id
LEFT JOIN faculty deputy ON deputy.id = class.deputy_id
LEFT JOIN venue room ON room.id = class.room_id
WHERE class.id = :class
