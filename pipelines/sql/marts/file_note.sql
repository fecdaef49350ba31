-- One row per run, file and thing to know about it that stopped nothing: how it was read, and what changed in its columns.
-- grain: run_id, source_code, file_name, note
with

noted as (
    select run_id, source_code, file_name, note from ops.file_note
    union all
    select
        run_id,
        source_code,
        file_name,
        'column ' || column_name || case change_code
            when 'not_mapped' then ' is not in the mapping'
            when 'new_column' then ' is new'
            when 'missing_column' then ' is missing'
            else ' has values of another type than before'
        end as note
    from ops.schema_change
)

select distinct run_id, source_code, coalesce(file_name, source_code) as file_name, note
from noted
