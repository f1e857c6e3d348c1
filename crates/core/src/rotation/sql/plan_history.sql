-- Every change by hand of one plan, the oldest first. Making the plan is none: it is deleted, not taken back.
SELECT o.id, o.command, o.summary, o.undone_by
FROM operation AS o
WHERE o.command IN (
        'rotation.move', 'rotation.lock', 'rotation.lock_class', 'rotation.move_class', 'rotation.replan',
        'rotation.apply_step', 'rotation.undo', 'rotation.redo'
    )
    AND EXISTS (
        SELECT 1
        FROM audit AS a
        LEFT JOIN planned_seat AS s ON a.kind = 'planned_seat' AND s.id = a.row_id
        LEFT JOIN planned_class AS c ON a.kind = 'planned_class' AND c.id = a.row_id
        WHERE a.operation_id = o.id
            AND (s.plan_id = :plan OR c.plan_id = :plan OR (a.kind = 'rotation_plan' AND a.row_id = :plan))
    )
-- As they were written; two in one millisecond have no order by their ids.
ORDER BY o.rowid
