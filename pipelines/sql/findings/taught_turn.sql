-- One row per turn of the contacts of the relation taught, which a model of handling learns from.
-- grain: contact_id, turn_index
select contact_id, turn_index, speaker, started_ms, ended_ms, text, turn.language_code
from core.turn as turn
where contact_id in (select contact_id from taught)
order by contact_id, turn_index
