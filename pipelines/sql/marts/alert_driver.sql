-- One row per alert and slice that explains a part of its excess, the best first (kind_code driver); where the rise is
-- the same everywhere, the values that hold most of it (largest).
-- grain: alert_id, driver_rank
select
    driver.alert_id,
    driver.driver_rank,
    driver.kind_code,
    slice.slice_label,
    slice.value_label,
    slice.slice_json,
    cardinality(driver.slice)::bigint as dimension_count,
    driver.excess_count,
    driver.share_of_excess,
    driver.score,
    driver.contact_count,
    driver.expected_count
from findings.alert_driver as driver
join marts.slice as slice on to_json(driver.slice)::varchar = slice.slice_json
