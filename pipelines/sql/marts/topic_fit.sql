-- One row per model of topics that was in force, with how well it goes on from the one before.
-- grain: topic_version
select
    topic_version,
    as_of_date,
    why_code,
    text_count,
    topic_count,
    unassigned_share,  -- 0-1
    stability,  -- 0-1
    kept_share,  -- 0-1, null at first
    row_number() over (order by fitted_at desc) = 1 as is_current
from ops.topic_fit
