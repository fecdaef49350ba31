-- One row per whole subject but a topic and local hour, from eight weeks before the last complete day to the last full hour after it.
-- grain: series_code, contact_date
with

reached as (
    select
        greatest(getvariable('as_of') - 55, (select min(contact_date) from core.day where is_complete))::timestamp as first_hour,
        date_trunc('hour', max(started_local)) as end_hour  -- which is still being filled
    from core.contact
    where contact_date = getvariable('as_of') + 1
),

hour as (
    select unnest(range(first_hour, end_hour, interval 1 hour)) as contact_date
    from reached
    where end_hour > getvariable('as_of') + interval 1 day
),

counted as (
    select
        subject.subject_kind,
        subject.subject_code,
        date_trunc('hour', contact.started_local) as contact_date,
        count(*) as contact_count
    from core.contact as contact
    join findings.contact_reason as found using (contact_id)
    join trends.subject_part as subject on subject.part_kind = 'reason' and subject.part_code = found.reason_code
    where contact.contact_date between getvariable('as_of') - 55 and getvariable('as_of') + 1
    group by all
)

select
    series.series_code,
    hour.contact_date,
    if(day.contact_count > 0, coalesce(counted.contact_count, 0), null) as contact_count
from trends.series as series
cross join hour
join core.day as day on hour.contact_date::date = day.contact_date
left join counted
    on series.subject_kind = counted.subject_kind
    and series.subject_code = counted.subject_code
    and hour.contact_date = counted.contact_date
where series.slice_size = 0 and series.subject_kind <> 'topic'
