-- Days on which the mart does not count the contacts that core holds.
with

in_core as (
    select contact_date, count(*) as core_count
    from core.contact
    where contact_date <= getvariable('as_of')
    group by contact_date
),

in_mart as (
    select contact_date, sum(contact_count) as mart_count
    from marts.contact_daily
    group by contact_date
)

select contact_date, core_count, mart_count
from in_core
full join in_mart using (contact_date)
where core_count is distinct from mart_count
limit 20
