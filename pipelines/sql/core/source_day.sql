-- One row per source and day, from the first to the last day on which it, or any other source, has a dated contact.
-- grain: source_code, contact_date
with

delivered as (
    select source_code, contact_date, count(*) as contact_count
    from core.contact
    where contact_date is not null
    group by source_code, contact_date
),

begun as (
    select source_code, min(contact_date) as first_date
    from delivered
    group by source_code
)

select
    begun.source_code,
    day.contact_date,
    coalesce(delivered.contact_count, 0) as contact_count,
    max(delivered.contact_date) over (
        partition by begun.source_code order by day.contact_date
        rows between unbounded preceding and 1 preceding
    ) as delivered_date  -- the last day before this one that has any
from begun
join core.day as day on day.contact_date >= begun.first_date
left join delivered on delivered.source_code = begun.source_code and delivered.contact_date = day.contact_date
