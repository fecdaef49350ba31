-- One row per contact and turn, with the reason that is said in it and how the customer felt.
-- grain: contact_id, turn_index
with

mentioned as (
    select contact_id, turn_index, arg_max(reason_code, confidence) as reason_code
    from findings.reason_mention
    group by contact_id, turn_index
)

select
    contact_id,
    turn_index,
    contact.contact_date,  -- of the contact: a search reads the turns of its days alone
    turn.speaker,
    turn.speaker_label,
    turn.started_ms,
    turn.text,
    turn.language_code,
    mentioned.reason_code,
    felt.sentiment,  -- -1 to 1; null for agents
    felt.confidence as sentiment_confidence
from core.turn as turn
join marts.contact as contact using (contact_id)
left join mentioned using (contact_id, turn_index)
left join findings.turn_sentiment as felt using (contact_id, turn_index)
