-- One row per series and day that has contacts. A subject (a reason, its group, all) is counted whole, within each value
-- of a dimension, and within each pair of values; slice_key holds the values, '' where the subject is whole. A topic is
-- counted whole alone.
-- grain: subject_kind, subject_code, slice_key, contact_date
-- counted by day: contact_date since series_since
with

counted as (
    select contact_id, contact_date, reason_code, dimension_values
    from trends.contact_reason
    where contact_date >= coalesce(getvariable('series_since'), date '0001-01-01')
),

valued as (
    select contact_id, unnest(map_entries(dimension_values), recursive := true)
    from counted
),

placed as (
    select contact_id, list(key || chr(30) || value order by key) as parts
    from valued
    join ops.dimension on valued.key = dimension.dimension_code
    where dimension.is_sliced
    group by contact_id
),

combined as (
    select contact_date, reason_code, coalesce(parts, []) as parts, count(*) as contact_count
    from counted
    left join placed using (contact_id)
    group by all
),

sliced as (
    select
        contact_date,
        reason_code,
        unnest(
            [''] || parts || flatten(list_transform(
                range(1, len(parts)),
                lambda i: list_transform(parts[i + 1:], lambda other: parts[i] || chr(31) || other)
            ))
        ) as slice_key,
        contact_count
    from combined
),

of_part as (
    select
        'reason' as part_kind,
        reason_code as part_code,
        slice_key,
        contact_date,
        sum(contact_count)::bigint as contact_count
    from sliced
    group by all
    union all
    select 'topic', topic_code, '', contact_date, count(*)
    from trends.contact_topic
    where contact_date >= coalesce(getvariable('series_since'), date '0001-01-01')
    group by all
)

select subject_kind, subject_code, slice_key, contact_date, sum(contact_count)::bigint as contact_count
from of_part
join trends.subject_part using (part_kind, part_code)
group by all
