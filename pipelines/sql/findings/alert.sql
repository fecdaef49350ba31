-- One row per alert: spikes of one series on consecutive days (two quiet days between them do not end it). Where the whole
-- reason spikes, its slices that spike at the same time belong to it, and it began when the first of them did; where only
-- slices do, the one that is least likely to be chance stands for those that overlap it.
--
-- chance_share: of alerts at least as strong, the share that chance explains. A q-value of q says that a day without any
-- event shows such a spike with probability q at most among all series of its family (whole reasons, or slices); so that
-- many days of the window are expected to show one, against the alerts of the family as strong that were seen in it.
-- grain: alert_id
with

spiking as (
    select
        *,
        contact_date - lag(contact_date) over (
            partition by reason_code, dimension_code, value_code order by contact_date
        ) as days_since_last
    from findings.spike_score
    where is_spike and contact_count >= getvariable('alert_minimum_count') and contact_date <= getvariable('as_of')
),

numbered as (
    select
        *,
        count(*) filter (days_since_last is null or days_since_last > 3) over (
            partition by reason_code, dimension_code, value_code order by contact_date
        ) as event_number
    from spiking
),

event as (
    select
        reason_code,
        dimension_code,
        value_code,
        dimension_code = '' as is_whole,
        min(contact_date) as started_date,
        max(contact_date) as last_date,
        min(q_value) as q_value,
        min(p_value) as p_value
    from numbered
    group by reason_code, dimension_code, value_code, event_number
),

-- Each event with those of the same reason that share a day with it.
overlapping as (
    select
        event.*,
        other.started_date as other_started_date,
        row_number() over (
            partition by event.reason_code, event.dimension_code, event.value_code, event.started_date
            order by other.is_whole desc, other.p_value, other.dimension_code, other.value_code
        ) = 1 as is_first,
        other.is_whole = event.is_whole
        and other.dimension_code = event.dimension_code
        and other.value_code = event.value_code as is_itself
    from event
    join event as other
        on other.reason_code = event.reason_code
        and other.started_date <= event.last_date
        and other.last_date >= event.started_date
),

-- An event stands for itself where nothing that overlaps it is better placed to.
candidate as (
    select
        reason_code,
        dimension_code,
        value_code,
        is_whole,
        case when is_whole then min(other_started_date) else started_date end as started_date,
        last_date,
        min(q_value) as q_value
    from overlapping
    group by reason_code, dimension_code, value_code, is_whole, started_date, last_date
    having bool_or(is_first and is_itself)
),

judged as (
    select
        candidate.reason_code,
        candidate.dimension_code,
        candidate.value_code,
        candidate.started_date,
        candidate.last_date,
        least(
            any_value(candidate.q_value) * getvariable('alert_window_days')
            / count(*) filter (other.q_value <= candidate.q_value),
            1
        ) as chance_share
    from candidate
    join candidate as other
        on other.is_whole = candidate.is_whole
        and other.started_date > candidate.started_date - getvariable('alert_window_days')::integer
        and other.started_date <= candidate.started_date
    group by all
)

select
    md5(reason_code || dimension_code || value_code || started_date::varchar)[1:10] as alert_id,
    reason_code,
    dimension_code,
    value_code,
    started_date,
    last_date,
    chance_share
from judged
where chance_share <= getvariable('alert_chance_share')
