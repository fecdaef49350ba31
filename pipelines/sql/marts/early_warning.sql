-- One row per subject that was above its usual level in an hour of the day that is not whole yet.
-- grain: series_code
with

summed as (
    select
        series_code,
        min(hour_at) as first_hour_at,
        max(hour_at) as last_hour_at,
        sum(contact_count)::bigint as contact_count,
        sum(expected_count) as expected_count,
        min(q_value) as q_value
    from findings.early_warning
    group by series_code
)

select
    summed.series_code,
    series.subject_kind,
    series.subject_code,
    series.subject_label,
    subject.department_code,
    subject.department_label,
    summed.first_hour_at,
    summed.last_hour_at,
    summed.contact_count,
    summed.expected_count,
    summed.q_value
from summed
join marts.series as series using (series_code)
join marts.subject as subject using (subject_kind, subject_code)
