-- One row per agent and day of the site's calendar: the seconds of that day, however long it is, on contacts, idle and away.
-- grain: agent_id, contact_date
-- counted by day: contact_date since states_since
select *
from trends.agent_time_daily
