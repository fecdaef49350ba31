-- One row per dated contact up to the run's last day, with its reason and what it can be sliced by. Everything that counts,
-- counts these.
-- grain: contact_id
with

valued as (
    select
        contact_id,
        [
            {'key': 'product_code', 'value': product_code},
            {'key': 'region_code', 'value': region_code},
            {'key': 'carrier_code', 'value': carrier_code},
            {'key': 'channel_code', 'value': channel_code},
            {'key': 'site_code', 'value': site_code},
            {'key': 'language_code', 'value': language_code},
            {'key': 'queue_label', 'value': queue_label},
            {'key': 'team_label', 'value': team_label}
        ] || list_transform(
            coalesce(map_entries(attributes), []),
            lambda entry: {'key': 'attributes.' || entry.key, 'value': entry.value}
        ) as parts
    from core.contact
    where contact_date <= getvariable('as_of')
)

select
    contact.*,
    coalesce(found.reason_code, 'unsure') as reason_code,
    coalesce(found.method, 'none') as method,
    map_from_entries(
        list_filter(valued.parts, lambda part: part.value is not null and part.value <> 'unknown')
    ) as dimension_values
from core.contact as contact
join valued using (contact_id)
left join findings.contact_reason as found using (contact_id)
