-- One row per contact whose customer answered a survey.
-- grain: contact_id
select
    contact_id,
    min_by(answered_at, source_code) as answered_at,
    min_by(csat_score, source_code) as csat_score,
    min_by(nps_score, source_code) as nps_score,
    min_by(is_resolved, source_code) as is_resolved,
    min_by(comment, source_code) as comment,
    min_by(run_id, source_code) as run_id
from staging.survey
group by contact_id
