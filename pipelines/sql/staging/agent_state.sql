-- One row per source, agent and state that the agent was in.
-- grain: source_code, agent_id, started_at
select agent_id, source_code, lower(state_code) as state_code, started_at, ended_at, run_id
from raw.agent_state
