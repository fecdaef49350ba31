-- One row per spell in which a source that usually delivers contacts delivered none: since when, and what it usually has.
-- grain: source_code, since_date
with

silent as (
    select *
    from core.silent_day
    where contact_date <= getvariable('as_of')
)

select
    source_code,
    min(contact_date) as since_date,
    max(contact_date) as last_date,
    avg(usual_count) as expected_per_day,
    -- It has not delivered since, on any day up to the run's last.
    not exists (
        from core.source_day as day
        where
            day.source_code = silent.source_code
            and day.contact_count > 0
            and day.contact_date > silent.delivered_date
            and day.contact_date <= getvariable('as_of')
    ) as is_open
from silent
group by source_code, delivered_date
