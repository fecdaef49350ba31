-- One row per topic and reason of its contacts of the last eight weeks.
-- grain: topic_code, reason_code
select
    topic_code,
    reason_code,
    if(reason_code = 'unsure', 'Not sure', coalesce(reason_label, reason_code)) as reason_label,
    contact_count,
    share_of_topic,  -- 0-1
    share_of_reason  -- 0-1
from trends.topic_reason
left join marts.reason using (reason_code)
