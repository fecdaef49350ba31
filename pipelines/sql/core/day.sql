-- One row per day from the first to the last contact; a first or last day that is cut off is not complete.
-- grain: contact_date
with

-- Times that vendors write without a zone and days in the future are kept in core, but are no day of a series.
counted as (
    select
        contact_date,
        count(*) as contact_count,
        min(epoch(started_local - contact_date)) as first_second,
        max(epoch(started_local - contact_date)) as last_second
    from core.contact
    where contact_date is not null
    group by contact_date
),

usual as (
    select
        min(contact_date) as first_date,
        max(contact_date) as last_date,
        median(first_second) as first_second,
        median(last_second) as last_second
    from counted
),

calendar as (
    select unnest(range(first_date, last_date + 1, interval 1 day))::date as contact_date
    from usual
)

select
    contact_date,
    coalesce(counted.contact_count, 0) as contact_count,
    case
        when counted.contact_count is null then false
        -- Three hours later or earlier than usual: the file begins or ends within the day.
        when contact_date = usual.first_date then counted.first_second <= usual.first_second + 10800
        when contact_date = usual.last_date then counted.last_second >= usual.last_second - 10800
        else true
    end as is_complete
from calendar
cross join usual
left join counted using (contact_date)
