-- One row per day since topics were last fitted, up to the run's last: how many of its contacts fit no topic.
-- grain: contact_date
select
    contact.contact_date,
    count(*) filter (found.topic_code = 'unassigned') / count(*) as unassigned_share  -- 0-1
from findings.contact_topic as found
join core.contact as contact using (contact_id)
where contact.contact_date > $1 and contact.contact_date <= getvariable('as_of')::date
group by contact.contact_date
order by contact.contact_date
