-- One row per dated contact up to the run's last day that has a topic.
-- grain: contact_id
select contact.contact_id, contact.contact_date, found.topic_code
from trends.contact_reason as contact
join findings.contact_topic as found using (contact_id)
where found.topic_code <> 'unassigned'
