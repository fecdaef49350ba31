-- One row per turn of the contacts of the temporary table batch, which all lie between two rows of core.turn.
-- grain: contact_id, turn_index
select contact_id, turn_index, speaker, started_ms, ended_ms, text, turn.language_code
from core.turn as turn
where rowid between ? and ? and contact_id in (select contact_id from batch)
order by contact_id, turn_index
