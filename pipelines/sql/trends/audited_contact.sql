-- One row per dated contact whose agent's code was judged by its words; an analyst's label settles it.
-- grain: contact_id
with

-- The words' own odds, times those that such a code is wrong at all.
weighed as (
    select
        audit.*,
        coalesce(odds.prior_odds * suspect_score / greatest(1 - suspect_score, 1e-12), 0) as wrong_odds
    from findings.disposition_audit as audit
    left join findings.miscoding_odds as odds using (given_code, suggested_code)
    where suspect_score is not null
)

select
    contact_id,
    contact.contact_date,
    contact.channel_code,
    contact.site_code,
    contact.language_code,
    contact.agent_id,
    contact.team_label,
    contact.disposition_code,
    weighed.given_code,
    case
        when label.reason_code is not null then nullif(label.reason_code, weighed.given_code)
        when wrong_odds / (1 + wrong_odds) >= getvariable('miscoded_from') then weighed.suggested_code
    end as right_code,  -- null where the agent's code stands
    case when label.reason_code is null then wrong_odds / (1 + wrong_odds) end as wrong_chance,  -- 0-1
    right_code is not null as is_miscoded
from weighed
join trends.contact_reason as contact using (contact_id)
left join (from ops.label where is_known) as label using (contact_id)
