-- One row per model that was tried, with what became of it and why; the one in force read the contacts of this file.
-- grain: model_version
select
    model_version,
    trained_at,
    coalesce(status_code, 'replaced') as status_code,  -- in_force, replaced, refused
    why,
    compared_with,
    tier_code,
    taxonomy_version,
    row_count as disposition_count,
    coalesce(label_count, 0) as label_count,
    first_date,
    last_date
from ops.model_version
where model_code = 'reasons'
