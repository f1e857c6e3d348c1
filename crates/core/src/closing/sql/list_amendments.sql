SELECT amendment.id AS id,
       amendment.target AS target,
       amendment.enrollment_id AS enrollment_id,
       COALESCE(member.name, '') AS name,
       amendment.lesson_id AS lesson_id,
       lesson.day AS lesson_day,
       lesson.half AS lesson_half,
       amendment.field AS field,
       COALESCE(amendment.old_value, '') AS old_value,
       COALESCE(amendment.new_value, '') AS new_value,
       amendment.reason AS reason,
       amendment.amended_by AS amended_by,
       amendment.amended_at AS amended_at
FROM amendment
LEFT JOIN enrollment ON enrollment.id = amendment.enrollment_id
LEFT JOIN member ON member.id = enrollment.member_id
LEFT JOIN lesson ON lesson.id = amendment.lesson_id
WHERE amendment.class_id = :class AND amendment.deleted_at IS NULL
ORDER BY amendment.amended_at, amendment.id
LIMIT 2000
