SELECT
    m.id AS member_id,
    m.name,
    m.phone,
    m.branch_id,
    b.short_name AS branch_name,
    r.id AS migrant_id,
    r.out_on,
    r.reason,
    r.region_code,
    r.destination,
    r.employer,
    r.contact_id,
    k.name AS contact_name,
    r.inflow_org,
    r.reported_on,
    r.windows,
    r.state,
    r.ended_on,
    r.remark,
    (
        SELECT max(c.contacted_on) FROM migrant_contact AS c
        WHERE c.migrant_id = r.id AND c.is_two_way = 1 AND c.deleted_at IS NULL
    ) AS last_two_way,
    (
        SELECT max(c.contacted_on) FROM migrant_contact AS c
        WHERE c.migrant_id = r.id AND c.deleted_at IS NULL
    ) AS last_try,
    (SELECT count(*) FROM migrant_contact AS c WHERE c.migrant_id = r.id AND c.deleted_at IS NULL) AS contacts
FROM member AS m
LEFT JOIN migrant AS r ON r.member_id = m.id AND r.deleted_at IS NULL
    AND (:ended = 1 OR r.state IN ('away', 'lost'))
LEFT JOIN party_org AS b ON b.id = m.branch_id
LEFT JOIN member AS k ON k.id = r.contact_id
WHERE m.deleted_at IS NULL
    AND (:ended = 1 OR m.party_status = 'normal')
    AND (r.id IS NOT NULL OR (m.attend_mode = 'migrant' AND m.party_status = 'normal'))
ORDER BY b.sort, b.short_name, m.pinyin, m.id, r.out_on, r.id
