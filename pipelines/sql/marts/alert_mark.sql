-- One row per thing that a person said of an alert.
-- grain: mark_id
select mark_id, alert_id, mark_code, cause as cause_label, snoozed_until, is_kept_out, marked_by, marked_at
from ops.alert_mark
