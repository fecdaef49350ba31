-- One row per agent and state.
-- grain: agent_id, started_at
select
    agent_id,
    started_at,
    any_value(state_code order by source_code) as state_code,
    any_value(ended_at order by source_code) as ended_at
from staging.agent_state
group by agent_id, started_at
