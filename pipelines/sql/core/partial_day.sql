-- One row per day and source that is silent on it, in the first two weeks: what little is counted then is not learned from.
-- grain: contact_date, source_code
select contact_date, source_code
from core.silent_day
where contact_date - delivered_date <= 14
