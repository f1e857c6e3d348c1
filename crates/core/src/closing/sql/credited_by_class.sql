SELECT COALESCE(SUM(line.credit_tenths), 0) AS credit
FROM hours_line line
WHERE line.member_id = :member AND line.deleted_at IS NULL
  AND ((line.basis_kind = 'class' AND line.basis_id = :class)
       OR (line.basis_kind = 'amendment' AND line.basis_id IN (
           SELECT amendment.id FROM amendment WHERE amendment.class_id = :class)))
