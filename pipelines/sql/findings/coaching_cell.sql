-- One row per agent, behaviour and mix of the last eight weeks: to how many contacts it applied, and in how many it was met.
-- grain: agent_id, criterion_code, mix_code
select agent_id, criterion_code, mix_code, count(*) as n, count(*) filter (verdict = 'met') as met_count
from recent_verdict
where agent_id <> 'unknown'
group by all
order by all
