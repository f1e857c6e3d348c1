SELECT
    e.id,
    e.spent_on,
    e.class_id,
    e.item,
    e.summary,
    e.quantity_milli,
    e.unit_price_fen,
    e.amount_fen,
    e.source,
    e.voucher_no,
    e.payee,
    e.decision_ref,
    e.allotment_state,
    e.approved_by,
    e.approval_reason,
    e.change_reason,
    e.note,
    e.entered_by,
    c.name AS class_name,
    c.state AS class_state
FROM expense AS e
LEFT JOIN training_class AS c ON c.id = e.class_id AND c.deleted_at IS NULL
WHERE e.deleted_at IS NULL
    AND (:year IS NULL OR substr(e.spent_on, 1, 4) = :year)
    AND (:class IS NULL OR e.class_id = :class)
ORDER BY e.spent_on DESC, e.voucher_no DESC, e.id DESC
LIMIT 50000
