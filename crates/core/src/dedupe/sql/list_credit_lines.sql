SELECT line.id AS id,
       line.day AS day,
       line.channel AS channel,
       line.credit_tenths AS credit_tenths,
       line.basis_id AS basis_id,
       line.basis_kind AS basis_kind,
       line.basis_label AS basis_label
FROM hours_line line
WHERE line.member_id = :member AND line.deleted_at IS NULL AND line.channel <> 'reversal' AND line.credit_tenths > 0
  AND NOT EXISTS (
      SELECT 1 FROM hours_line back
      WHERE back.basis_id = line.id AND back.basis_kind = 'reversal' AND back.deleted_at IS NULL
  )
ORDER BY line.credit_tenths DESC, line.id
