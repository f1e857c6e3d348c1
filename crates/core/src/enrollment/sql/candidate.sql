SELECT member.id AS id,
       COALESCE(member.name, '') AS name,
       COALESCE(branch.short_name, branch.name, '') AS branch_name,
       COALESCE(member.attend_mode, 'normal') AS attend_mode,
       EXISTS (
           SELECT 1 FROM enrollment
           JOIN training_class other ON other.id = enrollment.class_id AND other.deleted_at IS NULL
           WHERE enrollment.member_id = member.id AND enrollment.deleted_at IS NULL
             AND enrollment.state NOT IN ('substituted', 'withdrawn', 'not_completed')
             AND other.state <> 'cancelled' AND other.tier <> 'branch'
             AND substr(other.starts_on, 1, 4) = :year
       ) AS has_class
FROM member
LEFT JOIN party_org branch ON branch.id = member.branch_id
WHERE member.id = :member
  AND NOT EXISTS (
      SELECT 1 FROM enrollment
      WHERE enrollment.class_id = :class AND enrollment.member_id = member.id AND enrollment.deleted_at IS NULL
        AND enrollment.state NOT IN ('substituted', 'withdrawn')
  )
