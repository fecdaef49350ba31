-- One row per agent and team, measure and mix of the last eight weeks: how many contacts, the sum of what they measured
-- and of its squares. Contacts of one reason, channel and language are comparable.
-- grain: unit_kind, unit_code, measure_code, mix_code
with

valued as (
    select
        agent_id,
        team_label,
        concat_ws('|', reason_code, channel_code, language_code) as mix_code,
        case when handled_count = 1 then handle_seconds::double end as handle_time,
        case when mature_count = 1 then (1 - repeated_count)::double end as fcr,
        case when csat_response_count = 1 then csat_satisfied_count::double end as csat,
        case when qa_scored_count = 1 then qa_score_sum::double end as qa_score,
        case when handled_count = 1 then transferred_count::double end as transfer_rate,
        case when held_count = 1 then hold_seconds::double end as hold_time,
        case when negative_start_count = 1 then turned_around_count::double end as turned_around,
        case when felt_count = 1 then hard_count::double end as hard_share,
        case when churn_known_count = 1 then churn_risk_count::double end as churn_risk
    from trends.contact_kpi
    where contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
),

measured as (
    from valued unpivot (
        value for measure_code in (
            handle_time, fcr, csat, qa_score, transfer_rate, hold_time, turned_around, hard_share, churn_risk
        )
    )
)

select
    case when grouping(agent_id) = 0 then 'agent' else 'team' end as unit_kind,
    coalesce(agent_id, team_label) as unit_code,
    measure_code,
    mix_code,
    count(*) as n,
    sum(value) as total,
    sum(value * value) as total_squares
from measured
group by grouping sets ((agent_id, measure_code, mix_code), (team_label, measure_code, mix_code))
having unit_code <> 'unknown'
order by all
