SELECT
    o.id,
    o.command,
    o.actor_name,
    o.summary,
    o.at,
    o.undone_by,
    (
        SELECT count(*)
        FROM audit AS a
        WHERE a.operation_id = o.id AND a.row_id IS NOT NULL AND a.kind NOT LIKE '%.%'
    ) AS changes
FROM operation AS o
WHERE EXISTS (
    SELECT 1
    FROM audit AS a
    WHERE a.operation_id = o.id AND a.row_id IS NOT NULL AND a.kind NOT LIKE '%.%'
)
ORDER BY o.at DESC, o.id DESC
LIMIT :limit OFFSET :offset
