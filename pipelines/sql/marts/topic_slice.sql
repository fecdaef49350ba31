-- One row per topic and value of a dimension that holds clearly more of its contacts of the last four weeks than of all with a
-- transcript: half as much again at least, and more than chance gives once in a thousand times.
-- grain: topic_code, dimension_code, value_code
with

recent as (
    select contact_id, unnest(map_entries(dimension_values), recursive := true)
    from trends.contact_reason
    where contact_date > getvariable('as_of')::date - 28 and turn_count > 0
),

valued as (
    select recent.contact_id, dimension_code, dimension_label, recent.value as value_code, topic.topic_code
    from recent
    join ops.dimension on recent.key = dimension.dimension_code
    left join trends.contact_topic as topic using (contact_id)
    where dimension.is_sliced
),

-- Of the contacts whose value is known.
usual as (
    select
        dimension_code,
        value_code,
        count(*) / sum(count(*)) over (partition by dimension_code) as usual_share
    from valued
    group by dimension_code, value_code
),

held as (
    select
        topic_code,
        dimension_code,
        dimension_label,
        value_code,
        count(*) as contact_count,
        sum(count(*)) over (partition by topic_code, dimension_code) as topic_count
    from valued
    where topic_code is not null
    group by topic_code, dimension_code, dimension_label, value_code
)

select
    topic_code,
    dimension_code,
    dimension_label,
    value_code,
    coalesce(label.value_label, value_code) as value_label,
    contact_count,
    contact_count / topic_count as share_of_topic,  -- 0-1
    usual_share  -- 0-1
from held
join usual using (dimension_code, value_code)
left join ops.dimension_label as label using (dimension_code, value_code)
where
    contact_count >= 5
    and contact_count / topic_count >= 1.5 * usual_share
    and contact_count - topic_count * usual_share > 3.09 * sqrt(topic_count * usual_share * (1 - usual_share))
