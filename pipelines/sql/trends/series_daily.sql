-- One row per series and complete day, zeros included; null where nothing at all was delivered for that day. is_partial:
-- a source that usually delivers was silent, so that few contacts mean nothing.
-- grain: series_code, contact_date
with

usable_day as (
    select contact_date, contact_count, contact_date in (select contact_date from core.partial_day) as is_partial
    from core.day
    where contact_date between (select min(contact_date) from core.day where is_complete) and getvariable('as_of')
)

select
    series.series_code,
    contact_date,
    case when usable_day.contact_count > 0 then coalesce(counted.contact_count, 0) end as contact_count,
    usable_day.is_partial
from trends.series as series
cross join usable_day
left join trends.series_count as counted using (subject_kind, subject_code, slice_key, contact_date)
