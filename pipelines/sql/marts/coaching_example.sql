-- One row per turn that shows a behaviour worth working on: missed by the agent, done by the agent, done by a colleague.
-- grain: agent_id, criterion_code, kind_code, example_rank
select
    example.agent_id,
    example.criterion_code,
    example.kind_code,
    example.example_rank,
    example.contact_id,
    example.turn_index,
    turn.text,
    contact.contact_date,
    coalesce(colleague.agent_label, example.example_agent_id) as example_agent_label
from findings.coaching_example as example
join core.contact as contact using (contact_id)
join core.turn as turn using (contact_id, turn_index)
left join core.agent as colleague on colleague.agent_id = example.example_agent_id
