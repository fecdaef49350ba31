-- One row per agent and day of the site's calendar: the seconds of that day, however long it is, on contacts, idle and away.
-- A state ends where the next begins. One without an end is cut off at the next, if that begins within the same shift; one
-- that is too long to be worked through (a forgotten log-out) is no part of a shift, and nor is what is off it.
-- grain: agent_id, contact_date
-- counted by day: contact_date since states_since
with

followed as (
    select
        agent_id,
        class_code,
        started_at,
        ended_at as stated_end_at,
        lead(started_at) over (partition by agent_id order by started_at) as next_at
    from core.agent_state
    join trends.agent_state_class using (state_code)
    -- A state of the day before may last into the first day that is counted anew.
    where started_at >= coalesce(getvariable('states_since'), date '0001-01-01') - interval 2 days
),

cut as (
    select
        agent_id,
        class_code,
        started_at,
        case
            when stated_end_at is not null then least(stated_end_at, next_at)
            when next_at <= started_at + to_seconds(3600 * setting.shift_gap_hours) then next_at
        end as ended_at
    from followed
    cross join ops.setting as setting
    where
        class_code <> 'off'
        and ended_at > started_at
        and ended_at - started_at <= to_seconds(3600 * setting.longest_state_hours)
),

-- An agent's clock is the one at which their newest contact was handled.
seated as (
    select agent_id, arg_max(site_timezone, started_at) as zone
    from core.contact
    where agent_id is not null
    group by agent_id
),

zoned as (
    select cut.*, coalesce(seated.zone, setting.timezone) as zone
    from cut
    cross join ops.setting as setting
    left join seated using (agent_id)
),

calendar as (
    select
        zone,
        day::date as contact_date,
        timezone('UTC', timezone(zone, day)) as begins_at,
        timezone('UTC', timezone(zone, day + interval 1 day)) as ends_at
    from (
        select zone, unnest(range(min(started_at)::date - 1, max(started_at)::date + 3, interval 1 day)) as day
        from zoned
        group by zone
    )
),

begun as (
    select zoned.*, calendar.contact_date, calendar.ends_at as midnight_at
    from zoned
    asof join calendar on zoned.zone = calendar.zone and zoned.started_at >= calendar.begins_at
),

within_day as (
    select agent_id, contact_date, class_code, epoch(least(ended_at, midnight_at) - started_at) as seconds
    from begun
    union all
    select agent_id, contact_date + 1, class_code, epoch(ended_at - midnight_at)
    from begun
    where ended_at > midnight_at
)

select
    agent_id,
    contact_date,
    coalesce(any_value(agent.team_code), 'unknown') as team_label,
    coalesce(any_value(agent.site_code), 'unknown') as site_code,
    coalesce(sum(seconds) filter (class_code = 'on_contact'), 0) as on_contact_seconds,
    coalesce(sum(seconds) filter (class_code = 'idle'), 0) as idle_seconds,
    coalesce(sum(seconds) filter (class_code = 'away'), 0) as away_seconds,
    (on_contact_seconds + idle_seconds > 0)::integer as agent_day_count
from within_day
left join core.agent as agent using (agent_id)
where contact_date <= getvariable('as_of')
group by agent_id, contact_date
