SELECT
    o.id,
    o.parent_id,
    o.kind,
    o.name,
    o.short_name,
    o.village,
    o.sort,
    (
        SELECT count(*)
        FROM member AS m
        WHERE m.deleted_at IS NULL
            AND m.party_status = 'normal'
            AND (m.branch_id = o.id OR m.group_id = o.id)
    ) AS member_count,
    (
        SELECT m.name
        FROM member AS m
        WHERE m.deleted_at IS NULL
            AND m.party_status = 'normal'
            AND m.branch_id = o.id
            AND ' ' || m.duties || ' ' LIKE '% branch_secretary %'
        ORDER BY m.id
        LIMIT 1
    ) AS secretary_name
FROM party_org AS o
WHERE o.deleted_at IS NULL
ORDER BY o.kind <> 'township', o.sort, o.short_name, o.id
