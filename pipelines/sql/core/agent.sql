-- One row per agent, as the newest contact names them.
-- grain: agent_id
select
    agent_id,
    coalesce(arg_max(agent_label, started_at), agent_id) as agent_label,
    arg_max(team_label, started_at) as team_code,
    arg_max(site_code, started_at) as site_code
from staging.contact
where agent_id is not null
group by agent_id
