SELECT
    (
        SELECT COUNT(*) FROM enrollment
        WHERE enrollment.class_id = :class AND enrollment.deleted_at IS NULL
            AND enrollment.state NOT IN ('substituted', 'withdrawn')
    ) AS due,
    (
        SELECT COUNT(*) FROM (
            SELECT DISTINCT mark.enrollment_id, lesson.day
            FROM attendance_mark AS mark
            JOIN lesson ON lesson.id = mark.lesson_id AND lesson.deleted_at IS NULL
                AND lesson.not_held_reason IS NULL
            JOIN enrollment ON enrollment.id = mark.enrollment_id AND enrollment.deleted_at IS NULL
            WHERE mark.class_id = :class AND mark.deleted_at IS NULL
                AND mark.state IN ('present', 'late', 'early_leave', 'video')
        )
    ) AS attended
