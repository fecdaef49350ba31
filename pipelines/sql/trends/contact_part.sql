-- One row per contact and part of a series that counts it: its reason, and its topic where it has one.
-- grain: contact_id, part_kind
select contact_id, contact_date, 'reason' as part_kind, reason_code as part_code
from trends.contact_reason
union all
select contact_id, contact_date, 'topic', topic_code
from trends.contact_topic
