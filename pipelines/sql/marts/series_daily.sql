-- One row per series and day: what was observed beside what was expected (null before there was enough history).
-- grain: reason_code, dimension_code, value_code, contact_date
select
    reason_code,
    dimension_code,
    value_code,
    contact_date,
    series.contact_count,
    score.expected_count,
    score.lower_count,
    score.upper_count,
    score.p_value,
    score.q_value,
    coalesce(score.is_spike, false) as is_spike
from trends.series_daily as series
left join findings.spike_score as score using (reason_code, dimension_code, value_code, contact_date)
where series.contact_count is not null
