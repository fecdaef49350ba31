-- One row per source, day and site for which a volume was supplied.
-- grain: source_code, contact_date, site_code
select contact_date, coalesce(site_code, 'unknown') as site_code, volume_count, source_code, run_id
from raw.volume
