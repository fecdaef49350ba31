-- One row per run and file that was delivered or failed in it.
-- grain: run_id, source_code, file_id
select
    run_id,
    source_code,
    file_id,
    file_name,
    mapping_name,
    loaded_at,
    row_count,
    loaded_count,
    superseded_count,
    rejected_count,
    status_code,
    error
from ops.source_file
