-- One row per reason, slice of one dimension and day that has contacts; dimension '' is the whole reason.
-- grain: reason_code, dimension_code, value_code, contact_date
with

sliced as (
    select contact_id, unnest(map_entries(dimension_values), recursive := true)
    from trends.contact_reason
),

chosen as (
    select sliced.contact_id, sliced.key as dimension_code, sliced.value as value_code
    from sliced
    join ops.dimension on sliced.key = dimension.dimension_code
    where dimension.is_sliced
    union all
    select contact_id, '', ''
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
