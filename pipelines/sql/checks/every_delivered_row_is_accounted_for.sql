-- Files whose rows are not all loaded, superseded or rejected, or that keep another number of rejected rows than they say.
with

kept as (
    select file_id, count(*) as kept_count
    from ops.rejected_row
    group by file_id
)

select
    run_id, source_code, file_name, row_count, loaded_count, superseded_count, rejected_count,
    coalesce(kept_count, 0) as kept_count
from ops.source_file
left join kept using (file_id)
where
    row_count <> loaded_count + superseded_count + rejected_count
    or (status_code = 'loaded' and rejected_count <> coalesce(kept_count, 0))
limit 20
