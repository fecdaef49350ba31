-- One row per action that is live, with the series that it should have changed; an alert's is the one that it was told at.
-- grain: action_id
select
    action.action_id,
    action.live_date::date as live_date,
    action.alert_id,
    series.series_code,
    series.subject_kind,
    series.subject_code
from actions_now as action
left join findings.alert as alert using (alert_id)
join trends.series as series
    on series.series_code = coalesce('reason:' || action.reason_code, 'topic:' || action.topic_code, alert.series_code)
where action.live_date is not null and action.state_code in ('live', 'measured', 'closed')
order by action.action_id
