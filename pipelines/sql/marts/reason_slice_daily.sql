-- One row per reason, slice of one dimension and day.
-- grain: contact_date, reason_code, dimension_code, value_code
select
    contact_date,
    reason_code,
    dimension_code,
    value_code,
    coalesce(label.value_label, value_code) as value_label,
    contact_count,
    handle_seconds
from trends.reason_slice_daily
left join ops.dimension_label as label using (dimension_code, value_code)
where dimension_code <> ''
