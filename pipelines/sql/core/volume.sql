-- One row per day and site: the orders, customers or whatever else contacts are counted against.
-- grain: contact_date, site_code
select
    contact_date,
    site_code,
    min_by(volume_count, source_code) as volume_count
from staging.volume
group by contact_date, site_code
