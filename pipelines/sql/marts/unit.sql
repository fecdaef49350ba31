-- One row per agent and team that handled contacts in the last eight weeks, with the imbalance that weighs most.
-- grain: unit_kind, unit_code
with

handled as (
    select agent_id, team_label, felt_count, hard_count
    from trends.contact_kpi
    where contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
),

counted as (
    select
        case when grouping(agent_id) = 0 then 'agent' else 'team' end as unit_kind,
        coalesce(agent_id, team_label) as unit_code,
        count(*) as contact_count,
        sum(hard_count) / nullif(sum(felt_count), 0) as hard_share
    from handled
    group by grouping sets ((agent_id), (team_label))
    having unit_code <> 'unknown'
),

placed as (
    select 'agent' as unit_kind, agent_id as unit_code, agent_label as unit_label, team_code as team_label
    from core.agent
),

unbalanced as (
    select unit_kind, unit_code, imbalance_code, measure_code, against_code
    from findings.unit_imbalance
    qualify row_number() over (
        partition by unit_kind, unit_code
        order by list_position(
            ['speed_with_repeats', 'productivity_with_low_csat', 'cost_with_churn', 'long_but_resolved'], imbalance_code
        ), measure_code, against_code
    ) = 1
),

busy as (
    select
        case when grouping(agent_id) = 0 then 'agent' else 'team' end as unit_kind,
        coalesce(agent_id, team_label) as unit_code,
        sum(on_contact_seconds) / nullif(sum(on_contact_seconds + idle_seconds), 0) as occupancy
    from marts.agent_time_daily
    where contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
    group by grouping sets ((agent_id), (team_label))
)

select
    unit_kind,
    unit_code,
    coalesce(placed.unit_label, unit_code) as unit_label,
    case when unit_kind = 'team' then unit_code else placed.team_label end as team_label,
    counted.contact_count,
    unbalanced.imbalance_code,
    unbalanced.measure_code as imbalance_measure_code,
    unbalanced.against_code as imbalance_against_code,
    busy.occupancy,
    counted.hard_share,
    getvariable('as_of')::date - 55 as window_start,
    getvariable('as_of')::date as window_end
from counted
left join placed using (unit_kind, unit_code)
left join unbalanced using (unit_kind, unit_code)
left join busy using (unit_kind, unit_code)
