-- Rows of raw tables whose file says that it loaded none, or that no account knows.
with

stored as (
    select source_code, file_id, count(*) as stored_count from raw.contact group by all
    union all
    select source_code, file_id, count(*) from raw.turn group by all
    union all
    select source_code, file_id, count(*) from raw.agent_state group by all
    union all
    select source_code, file_id, count(*) from raw.survey group by all
    union all
    select source_code, file_id, count(*) from raw.lookup group by all
)

select source_code, file_id, stored_count
from stored
where file_id not in (select file_id from ops.source_file where status_code = 'loaded' and row_count > 0)
limit 20
