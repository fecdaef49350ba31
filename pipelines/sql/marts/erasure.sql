-- One row per time that something was erased and place that it left; why, when and how much, never whose it was.
-- grain: erasure_id, place
select
    erasure_id,
    why_code,  -- erase: somebody asked; retention: it was past its time
    started_at,
    finished_at,
    place,  -- a table, a table of the workspace, or files: published, reports, models
    row_count
from ops.erasure
join ops.erasure_count using (erasure_id)
