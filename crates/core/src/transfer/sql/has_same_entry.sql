SELECT EXISTS (
    SELECT 1 FROM hours_line AS line
    WHERE line.member_id = :member
        AND line.day = :day
        AND line.channel = :channel
        AND line.credit_tenths = :credit
        AND line.id <> :id
        AND line.deleted_at IS NULL
        AND NOT EXISTS (
            SELECT 1 FROM hours_line AS back
            WHERE back.basis_id = line.id AND back.basis_kind = 'reversal' AND back.deleted_at IS NULL
        )
) AS is_there
