-- One row per contact of the last eight weeks: its reason, and the outcome that the variable outcome names, null where it is
-- not known.
-- grain: contact_id
select
    contact_id,
    counted.reason_code,
    case getvariable('outcome')
        when 'csat' then contact.csat_score
        when 'nps' then contact.nps_score
        else case when counted.mature_count = 1 then counted.repeated_count end
    end::double as outcome
from trends.contact_kpi as counted
join core.contact as contact using (contact_id)
where counted.contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
order by contact_id
