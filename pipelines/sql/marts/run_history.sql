-- One row per run, the running one as if it were done: nobody sees this file otherwise.
-- grain: run_id
with

filed as (
    select run_id, sum(rejected_count)::bigint as rejected_count
    from ops.source_file
    group by run_id
),

-- Contacts whose newest version this run brought.
brought as (
    select run_id, count(*) as contact_count
    from core.contact
    group by run_id
)

select
    run_id,
    started_at,
    coalesce(finished_at, getvariable('finished_at')::timestamp) as finished_at,
    case when run_id = getvariable('run_id') then 'done' else status_code end as status_code,
    error,
    coalesce(brought.contact_count, 0) as contact_count,
    coalesce(filed.rejected_count, 0) as rejected_count,
    coalesce(as_of_date, getvariable('as_of')::date) as as_of_date,
    model_version,
    taxonomy_version,
    product_version
from ops.run
left join filed using (run_id)
left join brought using (run_id)
