-- One row per slice that is named somewhere, in words: "carrier NorthStar in the South", and its values alone.
-- grain: slice_json
with

named as (
    select slice from trends.series where slice_size > 0
    union
    select slice from findings.alert_driver
),

part as (
    select
        to_json(slice)::varchar as slice_json,
        unnest(map_entries(slice), recursive := true)
    from named
)

select
    part.slice_json,
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
group by part.slice_json
