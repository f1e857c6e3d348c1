SELECT
    o.id,
    CASE WHEN c.id IS NULL THEN o.parent_id ELSE c.was_parent_id END AS parent_id,
    CASE WHEN c.id IS NULL THEN o.kind ELSE c.was_kind END AS kind,
    CASE WHEN c.id IS NULL THEN o.name ELSE c.was_name END AS name,
    CASE WHEN c.id IS NULL THEN o.short_name ELSE c.was_short_name END AS short_name,
    CASE WHEN c.id IS NULL THEN o.village ELSE c.was_village END AS village,
    o.sort,
    o.founded_on,
    o.closed_on,
    o.term_from,
    o.term_to
FROM party_org AS o
LEFT JOIN org_change AS c ON c.id = (
    SELECT n.id FROM org_change AS n
    WHERE n.org_id = o.id AND n.effective_on > :day AND n.deleted_at IS NULL
    ORDER BY n.effective_on, n.recorded_at, n.id LIMIT 1
)
WHERE o.deleted_at IS NULL
    AND (o.founded_on IS NULL OR o.founded_on <= :day)
    AND (o.closed_on IS NULL OR o.closed_on > :day)
ORDER BY o.kind <> 'township', o.sort, o.short_name, o.id
