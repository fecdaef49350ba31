-- One row per source and kind of record: up to which day it has delivered, and how often it usually does.
-- grain: source_code, record_code
with

recent as (
    select contact_id, contact_date
    from core.contact
    where contact_date > getvariable('as_of')::date - 56 and contact_date <= getvariable('as_of')::date
),

delivered as (
    select distinct staging.source_code, 'record' as record_code, recent.contact_date as delivered_date
    from staging.contact as staging
    join recent using (contact_id)
    where not staging.is_transcript
    union all
    select distinct turn.source_code, 'transcript', recent.contact_date
    from (select distinct source_code, contact_id from staging.turn) as turn
    join recent using (contact_id)
    union all
    select distinct source_code, 'survey', answered_at::date
    from staging.survey
    union all
    select distinct source_code, 'agent_state', started_at::date
    from staging.agent_state
    union all
    select distinct source_code, 'volume', contact_date
    from staging.volume
),

spaced as (
    select
        source_code,
        record_code,
        delivered_date,
        delivered_date - lag(delivered_date) over (partition by source_code, record_code order by delivered_date) as gap_days
    from delivered
    where delivered_date > getvariable('as_of')::date - 56 and delivered_date <= getvariable('as_of')::date
),

loaded as (
    select source_code, max(loaded_at) as loaded_at
    from ops.source_file
    where status_code = 'loaded'
    group by source_code
)

select
    source_code,
    record_code,
    max(delivered_date) as last_date,
    count(*) as day_count,  -- of the last 56
    quantile_disc(gap_days, 0.9)::integer as usual_gap_days,  -- null before it has delivered twice
    (getvariable('as_of')::date - max(delivered_date))::integer as behind_days,
    -- On the day that the next delivery is usually in by.
    coalesce(behind_days >= usual_gap_days, false) as is_late,
    any_value(loaded.loaded_at) as loaded_at
from spaced
left join loaded using (source_code)
group by source_code, record_code
