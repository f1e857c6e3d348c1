SELECT
    m.id AS member_id,
    m.name,
    m.phone,
    d.branch_id,
    '' AS branch_name,
    r.id AS migrant_id,
    r.out_on,
    r.reason,
    r.region_code,
    r.destination,
    r.employer,
    r.contact_id,
    k.name AS contact_name,
    r.inflow_org,
    CASE WHEN r.reported_on <= :day THEN r.reported_on END AS reported_on,
    r.windows,
    -- Whoever came home later was still away then.
    CASE WHEN r.ended_on IS NULL THEN r.state ELSE 'away' END AS state,
    NULL AS ended_on,
    r.remark,
    (
        SELECT max(c.contacted_on) FROM migrant_contact AS c
        WHERE c.migrant_id = r.id AND c.is_two_way = 1 AND c.contacted_on <= :day AND c.deleted_at IS NULL
    ) AS last_two_way,
    (
        SELECT max(c.contacted_on) FROM migrant_contact AS c
        WHERE c.migrant_id = r.id AND c.contacted_on <= :day AND c.deleted_at IS NULL
    ) AS last_try,
    (
        SELECT count(*) FROM migrant_contact AS c
        WHERE c.migrant_id = r.id AND c.contacted_on <= :day AND c.deleted_at IS NULL
    ) AS contacts
FROM standing AS d
JOIN member AS m ON m.id = d.id
JOIN migrant AS r ON r.member_id = m.id AND r.deleted_at IS NULL AND r.out_on <= :day
    AND (r.ended_on IS NULL OR r.ended_on > :day)
LEFT JOIN party_org AS b ON b.id = d.branch_id
LEFT JOIN member AS k ON k.id = r.contact_id
WHERE d.party_status = 'normal'
ORDER BY b.sort, b.short_name, m.pinyin, m.id, r.out_on, r.id
