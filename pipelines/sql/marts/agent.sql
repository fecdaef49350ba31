-- One row per agent, as the newest contact names them.
-- grain: agent_id
select
    agent_id,
    agent_label,
    coalesce(team_code, 'unknown') as team_label,
    coalesce(site.value_label, site_code, 'unknown') as site_label
from core.agent
left join ops.dimension_label as site on site.dimension_code = 'site_code' and site.value_code = agent.site_code
