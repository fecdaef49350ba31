-- One row per topic that has contacts: how many, when, how long they took, and in which language they mostly are (null: both).
-- grain: topic_code
select
    topic.topic_code,
    count(*) as contact_count,
    max(contact_date) as last_seen_date,
    count(*) filter (contact_date > getvariable('as_of')::date - 28) as recent_count,
    count(*) filter (
        contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date - 28
    ) as before_count,
    avg(handle_seconds) filter (contact_date > getvariable('as_of')::date - 28) as handle_seconds,
    if(count(*) filter (language_code = mode_code) >= 0.8 * count(*), any_value(mode_code), null) as language_code
from trends.contact_topic as topic
join trends.contact_reason as contact using (contact_id, contact_date)
join (
    select topic_code, mode(language_code) as mode_code
    from trends.contact_topic
    join trends.contact_reason using (contact_id)
    group by topic_code
) using (topic_code)
group by topic.topic_code
