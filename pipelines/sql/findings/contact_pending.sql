-- One row per contact that the model in force has to read: for its reason, or for the audit of its code.
-- grain: contact_id
with

read_already as (
    select contact_id, input_hash from findings.contact_reason where model_version = getvariable('model_version')
),

-- What the model learned from, it cannot judge.
judgeable as (
    select contact_id, input_hash, given_code from contact_auditable where not is_learned
),

judged_already as (
    select contact_id, input_hash from findings.disposition_audit where model_version = getvariable('model_version')
),

pending as (
    select contact_id from readable anti join read_already using (contact_id, input_hash)
    union
    select contact_id from judgeable anti join judged_already using (contact_id, input_hash)
)

select
    contact_id,
    text.input_hash,
    contact_id in (select contact_id from readable) as is_readable,
    judgeable.given_code,
    row_number() over (order by contact_id) as position
from pending
join contact_text as text using (contact_id)
left join judgeable using (contact_id)
