-- One row per column of contacts, code and source: what the code is called.
-- grain: source_code, lookup_code, code
select source_code, lookup_code, code, label, run_id
from raw.lookup
where label is not null
