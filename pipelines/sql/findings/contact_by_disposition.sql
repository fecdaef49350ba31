-- One row per contact whose reason nobody's words tell: the agent's code decides, or nothing does.
-- grain: contact_id
with

-- How often the words agree with the code, where both are known: what the code alone is worth.
agreement as (
    select
        contact.disposition_code,
        avg((found.reason_code = disposition.reason_code)::integer) as confidence
    from core.contact as contact
    join findings.contact_reason as found using (contact_id)
    join ops.disposition as disposition using (disposition_code)
    where found.method = 'model' and found.reason_code <> 'unsure'
    group by contact.disposition_code
    having count(*) >= 30
)

select
    contact.contact_id,
    coalesce(disposition.reason_code, 'unsure') as reason_code,
    case
        when disposition.reason_code is null then 0
        when getvariable('dispositions_are_reasons') then 1
        else agreement.confidence
    end as confidence,
    null::varchar as runner_up_code,
    case when disposition.reason_code is null then 'none' else 'disposition' end as method,
    null::varchar as model_version,
    null::varchar as input_hash
from core.contact as contact
left join ops.disposition as disposition using (disposition_code)
left join agreement using (disposition_code)
anti join (select contact_id from findings.contact_reason where input_hash is not null) as understood
    on understood.contact_id = contact.contact_id
