-- One row per topic and reason that its contacts of the last eight weeks have.
-- grain: topic_code, reason_code
with

recent as (
    select contact_id, reason_code
    from trends.contact_reason
    where contact_date > getvariable('as_of')::date - 56
),

counted as (
    select topic.topic_code, recent.reason_code, count(*) as contact_count
    from recent
    join trends.contact_topic as topic using (contact_id)
    group by all
),

of_reason as (
    select reason_code, count(*) as reason_count
    from recent
    group by reason_code
)

select
    topic_code,
    reason_code,
    contact_count,
    contact_count / sum(contact_count) over (partition by topic_code) as share_of_topic,
    contact_count / reason_count as share_of_reason
from counted
join of_reason using (reason_code)
