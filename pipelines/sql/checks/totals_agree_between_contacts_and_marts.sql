-- Days on which a mart does not count the contacts that core holds.
with

in_core as (
    select contact_date, count(*) as core_count
    from core.contact
    where contact_date <= getvariable('as_of')
    group by contact_date
),

in_mart as (
    select 'contact_daily' as mart, contact_date, sum(contact_count) as mart_count
    from marts.contact_daily
    group by contact_date
    union all
    select 'performance_daily', contact_date, sum(contact_count)
    from marts.performance_daily
    group by contact_date
    union all
    select 'contact_kpi', contact_date, sum(contact_count)
    from marts.contact_kpi
    group by contact_date
),

expected as (
    select unnest(['contact_daily', 'performance_daily', 'contact_kpi']) as mart, contact_date, core_count
    from in_core
)

select mart, contact_date, core_count, mart_count
from expected
full join in_mart using (mart, contact_date)
where core_count is distinct from mart_count
limit 20
