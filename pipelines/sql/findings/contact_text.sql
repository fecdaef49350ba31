-- One row per contact that a customer said or wrote something in, with the reason of the agent's code and an analyst's
-- label. is_held_out: no model learns from it, so that it can judge every model; a fifth, by the contact's id alone.
-- grain: contact_id
with

said as (
    select contact_id, md5(string_agg(text, chr(31) order by turn_index)) as text_hash
    from core.turn
    where speaker = 'customer'
    group by contact_id
)

select
    contact_id,
    contact.language_code,
    contact.contact_date,
    disposition.reason_code as disposition_reason_code,
    label.reason_code as label_reason_code,
    md5_number_lower(contact_id) % 5 = 0 as is_held_out,
    md5(said.text_hash || coalesce(contact.disposition_code, '')) as input_hash
from said
join core.contact as contact using (contact_id)
left join ops.disposition as disposition using (disposition_code)
left join (from ops.label where is_known) as label using (contact_id)
