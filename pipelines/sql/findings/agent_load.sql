-- One row per agent, day of the last eight weeks and kind of load: time on contacts of time on contacts and idle; angry or
-- escalated contacts of those with feelings to tell.
-- grain: agent_id, contact_date, load_code
select agent_id, contact_date, 'occupancy' as load_code, on_contact_seconds / (on_contact_seconds + idle_seconds) as load
from trends.agent_time_daily
where
    contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
    and on_contact_seconds + idle_seconds > 0
union all
select agent_id, contact_date, 'hard_share', sum(hard_count) / sum(felt_count)
from trends.contact_kpi
where contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date and agent_id <> 'unknown'
group by agent_id, contact_date
having sum(felt_count) > 0
order by all
