ORDER BY m.admitted_on IS NULL, m.admitted_on, m.id
LIMIT :limit OFFSET :offset
