SELECT
    id,
    origin,
    origin_code,
    number,
    name,
    starts_on,
    ends_on,
    outcome,
    due_count,
    attended_count,
    leave_count,
    absent_count,
    attended_tenths,
    conduct,
    exam,
    reflection,
    composite,
    grade,
    appraisal,
    archive,
    digest
FROM outside_class
WHERE member_id = :member AND deleted_at IS NULL
ORDER BY starts_on DESC, id
LIMIT 500
