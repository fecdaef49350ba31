-- One row per day and source: how much was delivered, and how much of it was understood.
-- grain: contact_date, source_code
select
    contact_date,
    contact.source_code,
    count(*) as contact_count,
    count(*) filter (turn_count > 0) as transcript_count,
    count(*) filter (method <> 'none') as analysed_count,
    count(*) filter (reason_code = 'unsure') as unsure_count,
    any_value(day.is_complete) as is_complete
from trends.contact_reason as contact
join core.day as day using (contact_date)
group by all
