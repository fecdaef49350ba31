-- One row per alert: an event as people follow it, with how far above expected it is, how sure, and what drives it.
-- grain: alert_id
with

scored as (
    select alert.alert_id, score.*
    from findings.alert as alert
    join findings.spike_score as score
        on score.series_code = alert.series_code
        and score.contact_date between alert.started_date and alert.last_date
),

summed as (
    select
        alert_id,
        arg_max(contact_date, contact_count - expected_count) as peak_date,
        sum(contact_count)::bigint as contact_count,
        sum(expected_count) as expected_count,
        -- Half-widths add as independent errors do.
        greatest(sum(expected_count) - sqrt(sum(pow(expected_count - lower_count, 2))), 0) as lower_count,
        sum(expected_count) + sqrt(sum(pow(upper_count - expected_count, 2))) as upper_count,
        max_by(contact_count, contact_count - expected_count)::bigint as peak_contact_count,
        max_by(expected_count, contact_count - expected_count) as peak_expected_count,
        max_by(lower_count, contact_count - expected_count) as peak_lower_count,
        max_by(upper_count, contact_count - expected_count) as peak_upper_count,
        min(q_value) as q_value
    from scored
    group by alert_id
),

handled as (
    select behind.alert_id, avg(contact.handle_seconds) as mean_seconds
    from findings.alert_contact as behind
    join trends.contact_reason as contact using (contact_id)
    group by behind.alert_id
),

-- The newest mark counts; a snooze ends by itself, and gives way to what was said before it.
marked as (
    select *
    from ops.alert_mark
    where mark_code <> 'snoozed' or snoozed_until > getvariable('as_of')::date
    qualify row_number() over (partition by alert_id order by mark_id desc) = 1
),

driver as (
    select alert_id, slice_label, share_of_excess
    from marts.alert_driver
    where driver_rank = 1 and kind_code = 'driver'
),

spread as (
    select
        alert_id,
        string_agg(value_label || ' (' || round(share_of_excess * 100)::integer || ' %)', ', ' order by driver_rank) as spread_label
    from marts.alert_driver
    where kind_code = 'largest' and driver_rank <= 3
    group by alert_id
),

worded as (
    select alert_id, string_agg(phrase, ', ' order by phrase_rank) as phrase_label
    from marts.alert_phrase
    where phrase_rank <= 3
    group by alert_id
)

select
    alert.alert_id,
    alert.series_code,
    series.subject_kind,
    series.subject_code,
    series.subject_label,
    if(series.subject_kind = 'reason', series.subject_code, null) as reason_code,
    subject.department_code,
    subject.department_label,
    series.slice_label as where_label,
    alert.started_date,
    alert.last_date,
    alert.closed_date,
    alert.state_code,
    alert.closed_date is null as is_open,
    summed.peak_date,
    (alert.last_date - alert.started_date + 1)::bigint as day_count,
    summed.contact_count,
    summed.expected_count,
    summed.lower_count,
    summed.upper_count,
    summed.peak_contact_count,
    summed.peak_expected_count,
    summed.peak_lower_count,
    summed.peak_upper_count,
    summed.contact_count - summed.expected_count as excess_count,
    (summed.contact_count - summed.expected_count) * coalesce(handled.mean_seconds, 0) / 3600 as excess_hours,
    summed.q_value,
    alert.chance_share,
    round(1 / greatest(alert.chance_share, 1e-6))::bigint as chance_one_in,
    driver.slice_label as driver_label,
    driver.share_of_excess as driver_share,
    spread.spread_label,
    worded.phrase_label,
    marked.mark_code,
    marked.cause as cause_label,
    marked.snoozed_until,
    marked.marked_by,
    marked.marked_at,
    marked.is_kept_out,
    row_number() over (
        order by (summed.contact_count - summed.expected_count) * coalesce(handled.mean_seconds, 1) desc, alert_id
    ) as severity_rank
from findings.alert as alert
join summed using (alert_id)
join marts.series as series using (series_code)
join marts.subject as subject using (subject_kind, subject_code)
left join handled using (alert_id)
left join driver using (alert_id)
left join spread using (alert_id)
left join worded using (alert_id)
left join marked on alert.alert_id = marked.alert_id and marked.mark_code <> 'cleared'
