-- One row per alert and contact behind it; is_driver: inside the slice that explains the excess best.
-- grain: alert_id, contact_id
with

sliced as (
    select
        alert.alert_id,
        contact.contact_id,
        alert.dimension_code,
        alert.value_code,
        map_concat(
            map {
                'product_code': contact.product_code,
                'region_code': contact.region_code,
                'carrier_code': contact.carrier_code,
                'channel_code': contact.channel_code,
                'site_code': contact.site_code,
                'language_code': contact.language_code,
                'queue_label': contact.queue_label,
                'team_label': contact.team_label
            },
            map_from_entries(list_transform(
                map_entries(contact.attributes),
                lambda entry: {'key': 'attributes.' || entry.key, 'value': entry.value}
            ))
        ) as dimension_values,
        driver.slice
    from findings.alert as alert
    join trends.contact_reason as contact
        on contact.reason_code = alert.reason_code
        and contact.contact_date between alert.started_date and alert.last_date
    left join findings.alert_driver as driver
        on driver.alert_id = alert.alert_id and driver.driver_rank = 1 and driver.kind_code = 'driver'
)

select
    alert_id,
    contact_id,
    coalesce(
        slice is not null
        and list_bool_and(list_transform(map_entries(slice), lambda e: dimension_values[e.key] is not distinct from e.value)),
        false
    ) as is_driver
from sliced
where dimension_code = '' or dimension_values[dimension_code] = value_code
