-- One row per alert: consecutive spikes of one reason, with how far above expected, how sure, and what drives it.
-- grain: alert_id
with

scored as (
    select
        alert.alert_id,
        score.*
    from findings.alert as alert
    join findings.spike_score as score
        on score.reason_code = alert.reason_code
        and score.dimension_code = alert.dimension_code
        and score.value_code = alert.value_code
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
    select reason_code, sum(handle_seconds) / nullif(count(handle_seconds), 0) as mean_seconds
    from trends.contact_reason
    group by reason_code
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
)

select
    alert.alert_id,
    alert.reason_code,
    reason.reason_label,
    reason.department_code,
    department.department_label,
    case
        when alert.dimension_code = '' then ''
        else dimension.dimension_label || ' ' || coalesce(label.value_label, alert.value_code)
    end as where_label,
    alert.dimension_code,
    alert.value_code,
    alert.started_date,
    alert.last_date,
    summed.peak_date,
    (alert.last_date - alert.started_date + 1)::bigint as day_count,
    alert.last_date = getvariable('as_of')::date as is_open,
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
    row_number() over (
        order by (summed.contact_count - summed.expected_count) * coalesce(handled.mean_seconds, 1) desc, alert_id
    ) as severity_rank
from findings.alert as alert
join summed using (alert_id)
join ops.taxonomy_reason as reason using (reason_code)
left join ops.department as department using (department_code)
left join ops.dimension as dimension using (dimension_code)
left join ops.dimension_label as label using (dimension_code, value_code)
left join handled using (reason_code)
left join driver using (alert_id)
left join spread using (alert_id)
