-- One row per contact whose customer answered a survey.
-- grain: contact_id
select
    contact_id,
    any_value(answered_at order by source_code) as answered_at,
    any_value(csat_score order by source_code) as csat_score,
    any_value(nps_score order by source_code) as nps_score,
    any_value(is_resolved order by source_code) as is_resolved,
    any_value(comment order by source_code) as comment,
    any_value(run_id order by source_code) as run_id
from staging.survey
group by contact_id
