-- One row per contact with words whose agent's code can be judged: the model in force learned from fifteen contacts with a
-- code of that reason at least, and did not learn from this one's words with another code, nor from other words of it.
-- grain: contact_id
select
    text.contact_id,
    text.input_hash,
    text.disposition_reason_code as given_code,
    learned.contact_id is not null as is_learned
from contact_text as text
left join ops.training_contact as learned
    on learned.contact_id = text.contact_id and learned.model_version = getvariable('model_version')
where text.disposition_reason_code is not null and coalesce(learned.input_hash = text.input_hash, true)
qualify count(learned.contact_id) over (partition by text.disposition_reason_code) >= 15
