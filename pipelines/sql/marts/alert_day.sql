-- One row per alert and day of its life, as it was told on that day.
-- grain: alert_id, contact_date
select
    day.alert_id,
    day.contact_date,
    day.state_code,
    day.series_code,
    score.contact_count,
    score.expected_count,
    score.lower_count,
    score.upper_count,
    score.is_spike
from findings.alert_day as day
join findings.spike_score as score using (series_code, contact_date)
