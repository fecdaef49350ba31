-- One row per agent and behaviour worth working on, the first one first.
-- grain: agent_id, focus_rank
select
    agent_id,
    coalesce(agent.agent_label, agent_id) as agent_label,
    agent.team_code as team_label,
    focus.focus_rank,
    criterion_code,
    criterion.criterion_label,
    focus.n,
    focus.rate,
    focus.expected_rate,
    focus.low,
    focus.high,
    focus.q_value
from findings.coaching_focus as focus
join ops.criterion as criterion using (criterion_code)
left join core.agent as agent using (agent_id)
