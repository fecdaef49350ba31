-- One row per contact and turn, of the one source that transcribed the contact.
-- grain: contact_id, turn_index
with

transcribed as (
    select contact_id, min(source_code) as source_code
    from staging.turn
    group by contact_id
)

select contact_id, turn_index, speaker, started_ms, ended_ms, text, language_code
from staging.turn
join transcribed using (contact_id, source_code)
