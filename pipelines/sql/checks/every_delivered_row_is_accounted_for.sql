-- Files whose rows are not all loaded, superseded or rejected.
select run_id, source_code, file_name, row_count, loaded_count, superseded_count, rejected_count
from ops.source_file
where row_count <> loaded_count + superseded_count + rejected_count
limit 20
