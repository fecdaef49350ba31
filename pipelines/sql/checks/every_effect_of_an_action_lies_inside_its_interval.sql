-- Actions whose effect lies outside its own interval, or whose verdict the interval contradicts.
select action_id, verdict_code, saved_per_day, low, high
from findings.action_effect
where
    not (saved_per_day between low and high)
    or (verdict_code = 'fell' and low <= 0)
    or (verdict_code = 'rose' and high >= 0)
