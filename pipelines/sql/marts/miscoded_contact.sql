-- One row per contact of the last 90 days whose code is probably wrong and that no analyst has labelled yet, the surest 5,000.
-- grain: contact_id
select
    contact_id,
    audited.contact_date,
    audited.language_code,
    coalesce(disposition.disposition_label, audited.disposition_code) as disposition_label,
    audited.given_code,
    given.reason_label as given_label,
    audited.right_code as suggested_code,
    suggested.reason_label as suggested_label,
    audited.wrong_chance,  -- 0-1
    audited.agent_id,
    coalesce(agent.agent_label, audited.agent_id) as agent_label,
    audited.team_label
from trends.audited_contact as audited
left join ops.disposition as disposition using (disposition_code)
left join ops.taxonomy_reason as given on given.reason_code = audited.given_code
left join ops.taxonomy_reason as suggested on suggested.reason_code = audited.right_code
left join core.agent as agent using (agent_id)
where audited.is_miscoded and audited.wrong_chance is not null and audited.contact_date > getvariable('as_of')::date - 90
qualify row_number() over (order by audited.wrong_chance desc, contact_id) <= 5000
