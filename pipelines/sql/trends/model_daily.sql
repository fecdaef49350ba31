-- One row per day and language: how the model in force read contacts that it did not learn from. Where agents give codes,
-- contacts with a code alone: before it was trained and after, they are the same kind.
-- grain: contact_date, language_code
with

fresh as (
    select contact.contact_date, contact.language_code, found.reason_code, found.nearness, disposition.reason_code as given_code
    from trends.contact_reason as contact
    join findings.contact_reason as found using (contact_id)
    left join ops.disposition as disposition using (disposition_code)
    anti join ops.training_contact as learned on learned.contact_id = contact.contact_id
    where found.method = 'model'
)

select
    contact_date,
    language_code,
    count(*) as contact_count,
    count(*) filter (reason_code = 'unsure') as unsure_count,
    sum(greatest(1 - nearness, 0)::decimal(12, 6))::double as distance_sum,  -- the same in any order of rows
    count(*) filter (reason_code <> 'unsure' and given_code is not null) as sure_count,  -- with a code to compare with
    count(*) filter (reason_code <> 'unsure' and reason_code <> given_code) as disagreement_count
from fresh
where given_code is not null or not exists (from fresh where given_code is not null)
group by contact_date, language_code
