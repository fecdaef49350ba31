-- One row per day for which a volume (orders, customers) was supplied: of the whole centre where one is, else of its sites.
-- grain: contact_date
select
    contact_date,
    coalesce(sum(volume_count) filter (site_code = 'unknown'), sum(volume_count)) as volume_count
from core.volume
where contact_date <= getvariable('as_of')
group by contact_date
