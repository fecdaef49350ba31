-- One row per contact with turns that has to be read: for its scorecard, for how it felt, or for both. In the order in
-- which their turns are stored, so that a batch is found in one place.
-- grain: contact_id
with

told as (
    select
        contact_id,
        sum(hash(turn_index, speaker, text, started_ms, ended_ms)::hugeint) as turn_hash,
        min(rowid) as first_row,
        max(rowid) as last_row
    from core.turn
    group by contact_id
),

known as (
    select
        contact.contact_id,
        contact.channel_code,
        contact.language_code,
        contact.hold_seconds,
        contact.transfer_count,
        contact.is_abandoned,
        -- The same customer came for the same not long before.
        coalesce(
            customer_id is not null
            and found.reason_code <> 'unsure'
            and started_at <= to_days(setting.repeat_days) + lag(started_at) over (
                partition by customer_id, found.reason_code order by started_at, contact_id
            ),
            false
        ) as is_repeat
    from core.contact as contact
    left join findings.contact_reason as found using (contact_id)
    cross join ops.setting as setting
),

current as (
    select
        known.*,
        first_row,
        last_row,
        md5([
            turn_hash::varchar, hold_seconds::varchar, transfer_count::varchar, is_abandoned::varchar, is_repeat::varchar,
            channel_code, language_code
        ]::varchar) as input_hash
    from known
    join told using (contact_id)
),

judged as (
    select contact_id, input_hash
    from findings.contact_quality
    where rubric_version = getvariable('rubric_version') and model_version = getvariable('quality_version')
),

felt as (
    select contact_id, input_hash
    from findings.contact_feeling
    where sentiment_version = getvariable('sentiment_version')
),

compared as (
    select
        current.*,
        judged.contact_id is null as is_quality_pending,
        felt.contact_id is null as is_feeling_pending
    from current
    left join judged using (contact_id, input_hash)
    left join felt using (contact_id, input_hash)
)

select *, row_number() over (order by first_row) as position
from compared
where is_quality_pending or is_feeling_pending
