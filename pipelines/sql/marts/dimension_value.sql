-- One row per value of a dimension, with its name for people.
-- grain: dimension_code, value_code
with

seen as (
    select dimension_code, value_code, sum(contact_count)::bigint as contact_count
    from trends.reason_slice_daily
    where dimension_code <> ''
    group by all
    union all
    select dimension_code, value_code, count(*) as contact_count
    from (
        select
            unnest([
                'channel_code', 'site_code', 'language_code', 'product_code', 'region_code', 'carrier_code', 'team_label'
            ]) as dimension_code,
            unnest([
                channel_code, site_code, language_code, product_code, region_code, carrier_code, team_label
            ]) as value_code
        from trends.contact_reason
    )
    where value_code is not null
    group by all
),

once as (
    select dimension_code, value_code, max(contact_count) as contact_count
    from seen
    group by all
)

select
    dimension_code,
    value_code,
    case when value_code = 'unknown' then 'Unknown' else coalesce(label.value_label, value_code) end as value_label,
    contact_count
from once
left join ops.dimension_label as label using (dimension_code, value_code)
