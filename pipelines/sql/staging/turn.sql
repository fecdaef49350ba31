-- One row per source, contact and turn that says something.
-- grain: source_code, contact_id, turn_index
select
    contact_id,
    source_code,
    turn_index,
    lower(speaker) as speaker,
    started_ms,
    ended_ms,
    text,
    lower(language_code[1:2]) as language_code,
    run_id
from raw.turn
where text is not null
