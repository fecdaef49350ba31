-- One row per waiting alert and contact of its subject and slice, on its days or (is_usual) on the days before, of which a
-- sample with transcripts is enough; is_driver: inside the slice that explains the excess best.
-- grain: alert_id, contact_id
with

sliced as (
    select
        alert.alert_id,
        contact.contact_id,
        contact.contact_date < alert.started_date as is_usual,
        alert.slice as alert_slice,
        contact.dimension_values,
        driver.slice as driver_slice
    from alert_waiting as alert
    join trends.subject_part as subject using (subject_kind, subject_code)
    join trends.contact_part as part
        on part.part_kind = subject.part_kind
        and part.part_code = subject.part_code
        and part.contact_date between alert.started_date - getvariable('reference_days')::integer and alert.last_date
    join trends.contact_reason as contact using (contact_id)
    left join findings.alert_driver as driver
        on driver.alert_id = alert.alert_id and driver.driver_rank = 1 and driver.kind_code = 'driver'
)

select
    alert_id,
    contact_id,
    is_usual,
    driver_slice is not null
    and list_bool_and(list_transform(
        map_entries(driver_slice), lambda part: dimension_values[part.key] is not distinct from part.value
    )) as is_driver
from sliced
where
    (not is_usual or contact_id in (select contact_id from core.turn))
    and (
        cardinality(alert_slice) = 0
        or list_bool_and(list_transform(
            map_entries(alert_slice), lambda part: dimension_values[part.key] is not distinct from part.value
        ))
    )
qualify
    not is_usual
    or row_number() over (partition by alert_id, is_usual order by hash(contact_id)) <= getvariable('usual_contacts')
