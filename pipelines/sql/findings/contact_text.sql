-- One row per contact that a customer said or wrote something in, with the reason of the agent's code.
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
    disposition.reason_code as disposition_reason_code,
    md5(said.text_hash || coalesce(contact.disposition_code, '')) as input_hash
from said
join core.contact as contact using (contact_id)
left join ops.disposition as disposition using (disposition_code)
