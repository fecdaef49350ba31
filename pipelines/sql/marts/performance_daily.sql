-- One row per day and who handled what where, within opening hours or outside: sums that every KPI is made of.
-- grain: contact_date, team_label, agent_id, queue_label, channel_code, site_code, language_code, hours_code
-- counted by day: contact_date since contacts_since
select
    contact_date,
    team_label,
    agent_id,
    queue_label,
    channel_code,
    site_code,
    language_code,
    hours_code,
    sum(columns('_count$'))::bigint,
    sum(columns('_(seconds|sum|squared)$')::decimal(38, 6))::double  -- exact, in whatever order they are added
from trends.contact_kpi
group by all
