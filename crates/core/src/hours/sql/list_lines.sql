SELECT line.id AS id,
       line.member_id AS member_id,
       line.day AS day,
       line.channel AS channel,
       line.credit_tenths AS credit_tenths,
       line.basis_label AS basis_label,
       line.basis_id AS basis_id,
       line.note AS note,
       line.proof AS proof,
       line.reverses_id AS reverses_id,
       EXISTS (SELECT 1 FROM hours_line back WHERE back.basis_id = line.id AND back.basis_kind = 'reversal'
               AND back.deleted_at IS NULL) AS is_reversed
FROM hours_line line
WHERE line.member_id = :member AND line.deleted_at IS NULL AND substr(line.day, 1, 4) = :year
ORDER BY line.day, line.id
LIMIT 2000
