-- One row per source and answered survey.
-- grain: source_code, contact_id
select contact_id, source_code, answered_at, csat_score, nps_score, is_resolved, comment, run_id
from raw.survey
