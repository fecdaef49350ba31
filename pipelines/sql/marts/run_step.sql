-- One row per step of a run.
-- grain: run_id, step_code
select run_id, step_code, started_at, finished_at, row_count, status_code
from ops.run_step
