SELECT
    id,
    line_id,
    name,
    tier,
    trainee_kind,
    segment_id,
    audience,
    course_ids,
    month,
    days_count,
    persons_count,
    sessions_count,
    venue_id,
    budget_fen,
    owner,
    county_item_id,
    note
FROM plan_item
WHERE plan_id = :plan AND deleted_at IS NULL
ORDER BY id
LIMIT 2000
