-- One row per series and day: what was observed beside what was expected (null before there was enough history).
-- grain: series_code, contact_date
select
    series.series_code,
    series.subject_kind,
    series.subject_code,
    series.slice_size,
    daily.contact_date,
    daily.contact_count,
    score.expected_count,
    score.lower_count,
    score.upper_count,
    score.p_value,
    score.q_value,
    coalesce(score.is_spike and score.contact_count > score.upper_count, false) as is_spike
from marts.series as series
join trends.series_daily as daily using (series_code)
left join findings.spike_score as score using (series_code, contact_date)
where daily.contact_count is not null
