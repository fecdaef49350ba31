-- One row per agent and state.
-- grain: agent_id, started_at
select
    agent_id,
    started_at,
    min_by(state_code, source_code) as state_code,
    min_by(ended_at, source_code) as ended_at
from staging.agent_state
group by agent_id, started_at
