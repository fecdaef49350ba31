-- One row per drop, slow rise or slow fall: what a series was, what it is now, since when, and how sure that is.
-- grain: change_id
with

summed as (
    select
        *,
        contact_count - expected_count as excess_count,  -- negative where contacts fell
        closed_date is null as is_open
    from findings.series_change
)

select
    summed.change_id,
    summed.kind_code,
    summed.series_code,
    series.subject_kind,
    series.subject_code,
    series.subject_label,
    subject.department_code,
    subject.department_label,
    series.slice_label as where_label,
    summed.state_code,
    summed.started_date,
    summed.opened_date,
    summed.last_date,
    summed.closed_date,
    summed.is_open,
    summed.before_per_day,
    summed.now_per_day,
    summed.contact_count::bigint as contact_count,
    summed.expected_count,
    summed.excess_count,
    round(1 / greatest(summed.q_value, 1e-6))::bigint as chance_one_in,
    row_number() over (order by summed.is_open desc, abs(summed.excess_count) desc, summed.change_id) as severity_rank
from summed
join marts.series as series using (series_code)
join marts.subject as subject using (subject_kind, subject_code)
