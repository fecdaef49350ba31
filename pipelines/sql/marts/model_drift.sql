-- One row per language and measure: how the model in force reads in the last two weeks against the time it was made in.
-- grain: language_code, measure_code
select
    drift.language_code,
    coalesce(label.value_label, drift.language_code) as language_label,
    measure_code,
    reference_count,
    reference_value,
    recent_count,
    recent_value,
    is_comparable,
    is_drifted,
    sentence
from ops.model_drift as drift
left join ops.dimension_label as label
    on label.dimension_code = 'language_code' and label.value_code = drift.language_code
where run_id = getvariable('run_id')
