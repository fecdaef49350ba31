-- Contacts with a topic that is not described, or that has faded.
select contact_id, topic_code
from trends.contact_topic
anti join (from findings.topic where status_code = 'active') using (topic_code)
limit 20
