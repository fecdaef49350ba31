-- One row per alert: spikes of one reason on consecutive days (two quiet days between them do not end it), at the whole
-- reason where that spiked, else at the slice that is least likely to be chance.
--
-- chance_share: of alerts at least as strong, the share that chance explains. A q-value of q says that a day without any
-- event shows such a spike with probability q at most, in each of the two families (whole reasons, slices); so that many
-- days are expected to show one, against the alerts as strong that were seen in them.
-- grain: alert_id
with

spiking as (
    select * from findings.spike_score where is_spike and contact_date <= getvariable('as_of')
),

spike_day as (
    select
        reason_code,
        contact_date,
        contact_date - lag(contact_date) over (partition by reason_code order by contact_date) as days_since_last
    from (select distinct reason_code, contact_date from spiking)
),

numbered as (
    select
        reason_code,
        contact_date,
        count(*) filter (days_since_last is null or days_since_last > 3)
            over (partition by reason_code order by contact_date) as event_number
    from spike_day
),

event as (
    select reason_code, event_number, min(contact_date) as started_date, max(contact_date) as last_date
    from numbered
    group by all
),

placed as (
    select
        event.reason_code,
        event.started_date,
        event.last_date,
        spiking.dimension_code,
        spiking.value_code,
        min(min(spiking.q_value)) over (partition by event.reason_code, event.event_number) as q_value,
        row_number() over (
            partition by event.reason_code, event.event_number
            order by
                spiking.dimension_code <> '',
                min(spiking.p_value),
                sum(spiking.contact_count - spiking.expected_count) desc,
                spiking.dimension_code,
                spiking.value_code
        ) as place_rank
    from event
    join spiking
        on spiking.reason_code = event.reason_code
        and spiking.contact_date between event.started_date and event.last_date
    group by event.reason_code, event.event_number, event.started_date, event.last_date, spiking.dimension_code, spiking.value_code
),

candidate as (
    select * from placed where place_rank = 1
),

judged as (
    select
        candidate.reason_code,
        candidate.dimension_code,
        candidate.value_code,
        candidate.started_date,
        candidate.last_date,
        least(
            2 * any_value(candidate.q_value) * getvariable('alert_window_days')
            / count(*) filter (other.q_value <= candidate.q_value),
            1
        ) as chance_share
    from candidate
    join candidate as other
        on other.started_date > candidate.started_date - getvariable('alert_window_days')::integer
        and other.started_date <= candidate.started_date
    group by all
)

select
    md5(reason_code || started_date::varchar)[1:10] as alert_id,
    reason_code,
    dimension_code,
    value_code,
    started_date,
    last_date,
    chance_share
from judged
where chance_share <= getvariable('alert_chance_share')
