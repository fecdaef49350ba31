-- One row per live action and day: what came, and what would have come without the action. is_after: the action was live.
-- grain: action_id, contact_date
select
    daily.*,
    daily.contact_date >= effect.live_date as is_after
from findings.action_effect_daily as daily
join findings.action_effect as effect using (action_id)
