-- One row per contact of the last eight weeks of which one outcome is known, named by the variable outcome: all of them, or
-- as many as are asked for, drawn by their ids.
-- grain: contact_id
with

told as (
    select
        contact_id,
        counted.agent_id,
        counted.reason_code,
        counted.channel_code,
        counted.language_code,
        contact.queue_seconds,
        contact.hold_seconds,
        contact.transfer_count,
        contact.csat_score,
        contact.nps_score,
        case when counted.mature_count = 1 then counted.repeated_count::double end as is_repeated
    from trends.contact_kpi as counted
    join core.contact as contact using (contact_id)
    where counted.contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
)

select *
from told
where
    case getvariable('outcome')
        when 'csat' then csat_score is not null
        when 'nps' then nps_score is not null
        else is_repeated is not null
    end
order by md5_number_lower(contact_id)
limit getvariable('most_contacts')
