SELECT leave_record.id AS id,
       leave_record.enrollment_id AS enrollment_id,
       COALESCE(member.name, '') AS name,
       leave_record.kind AS kind,
       leave_record.from_day AS from_day,
       leave_record.from_half AS from_half,
       leave_record.to_day AS to_day,
       leave_record.to_half AS to_half,
       leave_record.reason AS reason,
       leave_record.approver AS approver,
       leave_record.returned_at AS returned_at
FROM leave_record
LEFT JOIN enrollment ON enrollment.id = leave_record.enrollment_id
LEFT JOIN member ON member.id = enrollment.member_id
WHERE leave_record.class_id = :class AND leave_record.deleted_at IS NULL
ORDER BY leave_record.from_day, leave_record.id
LIMIT 5000
