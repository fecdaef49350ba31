-- One row per row that could not be used, masked, with its place and the reason.
-- grain: run_id, source_code, file_name, line_number, rejection_index
select
    run_id,
    source_code,
    file_name,
    line_number,
    row_number() over (partition by run_id, source_code, file_name, line_number order by reason, raw_row) as rejection_index,
    column_name,
    value,
    reason,
    raw_row
from ops.rejected_row
