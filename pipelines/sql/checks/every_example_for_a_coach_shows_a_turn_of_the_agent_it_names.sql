-- A coach would talk with somebody about what somebody else did.
select example.agent_id, example.contact_id, example.turn_index
from marts.coaching_example as example
left join core.contact as contact using (contact_id)
where
    (example.kind_code <> 'colleague' and contact.agent_id is distinct from example.agent_id)
    or (example.kind_code = 'colleague' and contact.agent_id is not distinct from example.agent_id)
limit 10
