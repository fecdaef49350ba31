-- One row per series and complete day, zeros included; null where nothing at all was delivered for that day.
-- grain: reason_code, dimension_code, value_code, contact_date
with

series as (
    select reason_code, dimension_code, value_code
    from trends.reason_slice_daily
    group by all
    having sum(contact_count) >= 5  -- a series that never had as many cannot spike
),

usable_day as (
    select contact_date, contact_count
    from core.day
    where contact_date between (select min(contact_date) from core.day where is_complete) and getvariable('as_of')
)

select
    reason_code,
    dimension_code,
    value_code,
    contact_date,
    case when usable_day.contact_count > 0 then coalesce(counted.contact_count, 0) end as contact_count
from series
cross join usable_day
left join trends.reason_slice_daily as counted using (reason_code, dimension_code, value_code, contact_date)
