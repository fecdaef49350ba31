-- One row per agent, day of the last eight weeks and measure: of how many contacts it is known, and its sum over them.
-- grain: agent_id, contact_date, measure_code
with

summed as (
    select
        agent_id,
        contact_date,
        unnest([
            {measure_code: 'handle_time', n: sum(handled_count), total: sum(handle_seconds)::double},
            {measure_code: 'fcr', n: sum(mature_count), total: sum(mature_count - repeated_count)::double},
            {measure_code: 'csat', n: sum(csat_response_count), total: sum(csat_satisfied_count)::double},
            {measure_code: 'qa_score', n: sum(qa_scored_count), total: sum(qa_score_sum)::double}
        ], recursive := true)
    from trends.contact_kpi
    where contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date and agent_id <> 'unknown'
    group by agent_id, contact_date
)

select agent_id, contact_date, measure_code, n::bigint as n, total
from summed
where n > 0
order by all
