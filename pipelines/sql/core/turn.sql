-- One row per contact and turn, of the one source that transcribed the contact most fully.
-- grain: contact_id, turn_index
with

-- Where one source alone transcribes, there is nothing to choose.
transcribed as (
    select contact_id, arg_max(source_code, (turn_count, source_code)) as source_code
    from (
        select contact_id, source_code, count(*) as turn_count
        from staging.turn
        where (select count(distinct source_code) > 1 from raw.turn)
        group by all
    )
    group by contact_id
)

select
    contact_id,
    turn_index,
    speaker,
    speaker_label,
    coalesce(
        started_ms,
        epoch_ms(said_at) - epoch_ms(min(said_at) over (partition by contact_id))
    ) as started_ms,
    ended_ms,
    text,
    language_code
from staging.turn
left join transcribed using (contact_id)
where transcribed.source_code is null or transcribed.source_code = turn.source_code
