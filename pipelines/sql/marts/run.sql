-- One row: the run that made this file, and how much it covers.
-- grain: run_id
with

covered as (
    select
        count(*) as contact_count,
        count(*) filter (method <> 'none') as analysed_count,
        count(*) filter (reason_code = 'unsure') as unsure_count,
        count(*) filter (turn_count > 0) as transcript_count,
        min(contact_date) as first_date
    from trends.contact_reason
),

undated as (
    select
        count(*) filter (contact_date is null) as undated_count,
        count(*) filter (has_unknown_speakers) as unlabelled_count
    from core.contact
),

-- Customers are hashed with a key; who came before it was changed is not known again.
linked as (
    select case when count(*) > 1 then max(first_used_at) end as linked_since_at from ops.hash_key
),

-- What was rejected in all deliveries so far, not in this run alone.
rejected as (
    select count(*) as rejected_count from ops.rejected_row
),

masked as (
    select coalesce(sum(masked_count), 0)::bigint as masked_count from ops.run
)

select
    run_id,
    started_at,
    getvariable('finished_at')::timestamp as finished_at,
    getvariable('as_of')::date as as_of_date,
    covered.first_date,
    covered.contact_count,
    covered.analysed_count,
    covered.unsure_count,
    covered.transcript_count,
    undated.undated_count,
    undated.unlabelled_count,
    rejected.rejected_count,
    masked.masked_count,
    model_version,
    taxonomy_version,
    product_version,
    setting.timezone,
    linked.linked_since_at
from ops.run
cross join covered
cross join undated
cross join rejected
cross join masked
cross join linked
cross join ops.setting as setting
where run_id = getvariable('run_id')
