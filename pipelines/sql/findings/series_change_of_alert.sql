-- Rises that an alert tells already: one of the same subject that was open when the rise was told and still is, or one of the
-- subject or a part of it, in the days of the rise, that makes half of it.
-- grain: change_id
with

alerted as (
    select
        alert.alert_id,
        any_value(series.subject_kind) as subject_kind,
        any_value(series.subject_code) as subject_code,
        any_value(alert.started_date) as started_date,
        any_value(alert.last_date) as last_date,
        any_value(alert.closed_date) as closed_date,
        sum(score.contact_count - score.expected_count) as excess_count
    from findings.alert as alert
    join trends.series as series using (series_code)
    join findings.spike_score as score
        on score.series_code = alert.series_code and score.contact_date between alert.started_date and alert.last_date
    group by alert.alert_id
),

holding as (
    select distinct
        whole.subject_kind,
        whole.subject_code,
        part.subject_kind as part_kind,
        part.subject_code as part_code
    from trends.subject_part as whole
    join trends.subject_part as part using (part_kind, part_code)
    where whole.subject_kind = 'all' or part.subject_kind = 'reason' or part.subject_kind = whole.subject_kind
)

select distinct change.change_id
from findings.series_change as change
join trends.series as series using (series_code)
join holding using (subject_kind, subject_code)
join alerted on alerted.subject_kind = holding.part_kind and alerted.subject_code = holding.part_code
where
    change.kind_code = 'slow_rise'
    and alerted.started_date <= change.opened_date
    and case
        when alerted.closed_date is null and (holding.part_kind, holding.part_code) = (subject_kind, subject_code) then true
        else
            alerted.last_date >= change.started_date
            and alerted.excess_count >= 0.5 * (change.contact_count - change.expected_count)
    end
