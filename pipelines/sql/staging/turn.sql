-- One row per source, contact and turn that says something; turns without a place of their own stand in order of time.
-- grain: source_code, contact_id, turn_index
select
    contact_id,
    source_code,
    case
        when turn_index is not null and turn_id is null then turn_index
        else row_number() over (
            partition by source_code, contact_id order by turn_index, said_at, turn_id, line_number
        ) - 1
    end::integer as turn_index,
    coalesce(lower(speaker), 'unknown') as speaker,
    speaker_label,
    said_at,
    started_ms,
    ended_ms,
    text,
    lower(language_code[1:2]) as language_code,
    run_id
from raw.turn
where text is not null
