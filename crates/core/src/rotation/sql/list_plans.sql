SELECT plan.id AS id,
       plan.year AS year,
       plan.name AS name,
       plan.state AS state,
       plan.created_at AS created_at,
       plan.confirmed_at AS confirmed_at,
       (SELECT count(*) FROM planned_class WHERE plan_id = plan.id AND deleted_at IS NULL) AS class_count,
       (
           SELECT count(*) FROM planned_seat
           WHERE plan_id = plan.id AND deleted_at IS NULL AND planned_class_id IS NOT NULL
       ) AS placed,
       (
           SELECT count(*) FROM planned_seat
           WHERE plan_id = plan.id AND deleted_at IS NULL AND planned_class_id IS NULL
       ) AS unplaced
FROM rotation_plan AS plan
WHERE plan.deleted_at IS NULL
ORDER BY plan.year DESC, plan.created_at DESC, plan.id
LIMIT 200
