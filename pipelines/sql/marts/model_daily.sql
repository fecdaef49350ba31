-- One row per day and language: how the model in force read contacts that it did not learn from.
-- grain: contact_date, language_code
select
    contact_date,
    daily.language_code,
    coalesce(label.value_label, daily.language_code) as language_label,
    contact_count,
    unsure_count,
    distance_sum / contact_count as mean_distance,  -- 0-1, to what it learned from
    sure_count,
    disagreement_count
from trends.model_daily as daily
left join ops.dimension_label as label
    on label.dimension_code = 'language_code' and label.value_code = daily.language_code
