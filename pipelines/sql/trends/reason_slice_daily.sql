-- One row per reason, slice of one dimension and day that has contacts; dimension '' is the whole reason.
-- grain: reason_code, dimension_code, value_code, contact_date
with

sliced as (
    select
        contact_id,
        unnest([
            {'dimension_code': 'product_code', 'value_code': product_code},
            {'dimension_code': 'region_code', 'value_code': region_code},
            {'dimension_code': 'carrier_code', 'value_code': carrier_code},
            {'dimension_code': 'channel_code', 'value_code': channel_code},
            {'dimension_code': 'site_code', 'value_code': site_code},
            {'dimension_code': 'language_code', 'value_code': language_code},
            {'dimension_code': 'queue_label', 'value_code': queue_label},
            {'dimension_code': 'team_label', 'value_code': team_label}
        ] || list_transform(
            map_entries(attributes),
            lambda entry: {'dimension_code': 'attributes.' || entry.key, 'value_code': entry.value}
        ), recursive := true)
    from trends.contact_reason
),

chosen as (
    select contact_id, dimension_code, value_code
    from sliced
    join ops.dimension using (dimension_code)
    where is_sliced and value_code is not null and value_code <> 'unknown'
    union all
    select contact_id, '' as dimension_code, '' as value_code
    from trends.contact_reason
)

select
    contact.reason_code,
    chosen.dimension_code,
    chosen.value_code,
    contact.contact_date,
    count(*) as contact_count,
    coalesce(sum(contact.handle_seconds), 0) as handle_seconds
from chosen
join trends.contact_reason as contact using (contact_id)
group by all
