-- One row per contact that a model learns from, labelled ones first: an analyst's label, else the reason of the agent's
-- code. Those that are held out to judge models are not among them.
-- grain: contact_id
select
    contact_id,
    language_code,
    contact_date,
    coalesce(label_reason_code, disposition_reason_code) as reason_code,
    disposition_reason_code,
    input_hash,
    label_reason_code is not null as is_label
from contact_text
where not is_held_out and reason_code is not null
order by is_label desc, md5_number_lower(contact_id)
limit getvariable('most_learned_contacts')
