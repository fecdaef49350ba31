-- One row per contact that judges models, by the true reason as far as it is known: an analyst's label in a language that
-- has enough of them, else the reason of the agent's code.
-- grain: contact_id
with

judging as (
    select
        *,
        count(label_reason_code) over (partition by language_code) >= getvariable('fewest_judged_contacts') as is_by_label
    from contact_text
    where is_held_out
)

select
    contact_id,
    language_code,
    case when is_by_label then 'label' else 'disposition' end as judge_code,
    case when is_by_label then label_reason_code else disposition_reason_code end as reason_code
from judging
where reason_code is not null
qualify row_number() over (partition by language_code order by md5_number_lower(contact_id))
    <= getvariable('most_judged_contacts')
