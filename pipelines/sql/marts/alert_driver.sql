-- One row per alert and slice that explains a part of its excess, the best first (kind_code driver); where the rise is
-- the same everywhere, the values that hold most of it (largest).
-- grain: alert_id, driver_rank
with

part as (
    select
        alert_id,
        driver_rank,
        unnest(map_entries(slice), recursive := true)
    from findings.alert_driver
),

worded as (
    select
        alert_id,
        driver_rank,
        -- A dimension's phrase says where the value stands: "carrier {value}", "in the {value}".
        string_agg(
            coalesce(
                label.value_phrase,
                replace(
                    coalesce(dimension.phrase, lower(dimension.dimension_label) || ' {value}'),
                    '{value}',
                    coalesce(label.value_label, part.value)
                )
            ),
            ' ' order by coalesce(dimension.phrase, '') like 'in %', part.key
        ) as slice_label,
        string_agg(coalesce(label.value_label, part.value), ', ' order by part.key) as value_label
    from part
    left join ops.dimension as dimension on dimension.dimension_code = part.key
    left join ops.dimension_label as label on label.dimension_code = part.key and label.value_code = part.value
    group by all
)

select
    driver.alert_id,
    driver.driver_rank,
    driver.kind_code,
    worded.slice_label,
    worded.value_label,
    to_json(driver.slice)::varchar as slice_json,
    cardinality(driver.slice)::bigint as dimension_count,
    driver.excess_count,
    driver.share_of_excess,
    driver.score,
    driver.contact_count,
    driver.expected_count
from findings.alert_driver as driver
join worded using (alert_id, driver_rank)
