-- One row per day, reason, channel, site and language: sums that every KPI is made of.
-- grain: contact_date, reason_code, channel_code, site_code, language_code
with

classed as (
    select
        *,
        (queue_seconds is not null or is_abandoned) and not coalesce(is_callback, false) as is_queued
    from trends.contact_reason
)

select
    contact_date,
    reason_code,
    channel_code,
    site_code,
    language_code,
    count(*) as contact_count,
    count(*) filter (turn_count > 0) as transcript_count,
    count(*) filter (method <> 'none') as analysed_count,
    count(*) filter (is_queued) as queued_count,
    count(*) filter (is_queued and not coalesce(is_abandoned, false)) as answered_count,
    count(*) filter (
        is_queued and not coalesce(is_abandoned, false) and queue_seconds <= setting.threshold_seconds
    ) as answered_within_count,
    count(*) filter (is_queued and is_abandoned) as abandoned_count,
    count(*) filter (
        is_queued and is_abandoned and queue_seconds <= setting.threshold_seconds
    ) as abandoned_within_count,
    count(*) filter (
        is_queued and is_abandoned and queue_seconds <= setting.short_abandon_seconds
    ) as short_abandoned_count,
    count(*) filter (handle_seconds is not null and not coalesce(is_abandoned, false)) as handled_count,
    coalesce(sum(handle_seconds) filter (not coalesce(is_abandoned, false)), 0) as handle_seconds,
    count(csat_score) as csat_response_count,
    count(*) filter (csat_score >= 4) as csat_satisfied_count
from classed
cross join ops.setting as setting
group by all
