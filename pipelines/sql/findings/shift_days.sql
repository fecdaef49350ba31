-- One row per series of so many dimensions, but of a topic, and day, with what was expected. Days off, days on which a source was silent, explained days
-- and the first two weeks of an alert of the same subject are there, but are not to be judged nor learned from: what goes on
-- for longer is a level.
-- grain: series_code, contact_date
with

left_out as (
    select contact_date from core.silent_day
    union
    select holiday_date from ops.holiday
),

alerted as (
    select distinct series.subject_kind, series.subject_code, day.contact_date
    from findings.alert_day as day
    join trends.series as series using (series_code)
    join findings.alert as alert using (alert_id)
    where day.state_code <> 'closed' and day.contact_date < alert.started_date + 14
)

select
    daily.series_code,
    daily.contact_date,
    daily.contact_count,
    score.expected_count,
    score.lower_count,
    coalesce(score.low_p_value, 1) as low_p_value,
    coalesce(score.is_spike, false) as is_spike,
    left_out.contact_date is not null or kept_out.contact_date is not null or alerted.contact_date is not null as is_excluded
from trends.series_daily as daily
join trends.series as series using (series_code)
left join findings.spike_score as score using (series_code, contact_date)
left join left_out using (contact_date)
left join ops.kept_out as kept_out using (subject_kind, subject_code, contact_date)
left join alerted using (subject_kind, subject_code, contact_date)
where series.slice_size = ? and series.subject_kind <> 'topic'
order by series_code, contact_date
