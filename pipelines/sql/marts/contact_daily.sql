-- One row per day, reason, channel, site and language: sums that every KPI is made of.
-- grain: contact_date, reason_code, channel_code, site_code, language_code
-- counted by day: contact_date since contacts_since
select
    contact_date,
    reason_code,
    channel_code,
    site_code,
    language_code,
    sum(columns('_count$'))::bigint,
    sum(columns('_(seconds|sum|squared)$')::decimal(38, 6))::double  -- exact, in whatever order they are added
from trends.contact_kpi
group by all
