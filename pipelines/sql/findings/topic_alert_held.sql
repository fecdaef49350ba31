-- One row per alert on a topic that alerts on reasons explain. On the day on which it was told first, most of its contacts
-- above what was expected had a reason, a group or all (and the slice of it) that an alert was open on, so that both are one
-- story. A rise of what is not sure explains nothing: a topic names it. Later days change nothing, so that an alert that was
-- told stays told.
-- grain: alert_id
with

told as (
    select
        day.alert_id,
        min(day.contact_date) as opened_date,
        any_value(alert.started_date) as started_date,
        any_value(series.series_code) as series_code,
        any_value(series.subject_kind) as subject_kind,
        any_value(series.subject_code) as subject_code,
        any_value(series.slice) as slice
    from findings.alert_day as day
    join findings.alert as alert using (alert_id)
    join trends.series as series on series.series_code = alert.series_code
    group by day.alert_id
),

topic as (
    from told
    where subject_kind = 'topic'
),

excess as (
    select topic.alert_id, sum(score.contact_count - score.expected_count) as excess_count, sum(score.expected_count) as expected_count
    from topic
    join findings.spike_score as score
        on score.series_code = topic.series_code and score.contact_date between topic.started_date and topic.opened_date
    group by topic.alert_id
),

-- What was open on the topic's day, or had been since its rise began.
beside as (
    select topic.alert_id, other.subject_kind, other.subject_code, other.slice
    from topic
    join told as other
        on other.subject_kind <> 'topic'
        and (other.subject_kind, other.subject_code) <> ('reason', 'unsure')
        and other.opened_date <= topic.opened_date
    join findings.alert as alert on alert.alert_id = other.alert_id
    where alert.last_date >= topic.started_date
),

behind as (
    select
        topic.alert_id,
        part.contact_id,
        part.contact_date >= topic.started_date as is_event
    from topic
    join trends.contact_part as part
        on part.part_kind = 'topic'
        and part.part_code = topic.subject_code
        and part.contact_date between topic.started_date - 56 and topic.opened_date
),

within as (
    select distinct beside.alert_id, contact.contact_id
    from beside
    join trends.subject_part as subject using (subject_kind, subject_code)
    join behind using (alert_id)
    join trends.contact_reason as contact
        on contact.contact_id = behind.contact_id and contact.reason_code = subject.part_code
    where
        cardinality(beside.slice) = 0
        or list_bool_and(list_transform(
            map_entries(beside.slice), lambda part: contact.dimension_values[part.key] is not distinct from part.value
        ))
),

counted as (
    select
        alert_id,
        count(*) filter (is_event and within.contact_id is not null) as within_count,
        coalesce(avg((within.contact_id is not null)::integer) filter (not is_event), 0) as usual_share
    from behind
    left join within using (alert_id, contact_id)
    group by alert_id
)

select alert_id
from counted
join excess using (alert_id)
where within_count - usual_share * expected_count >= 0.5 * excess_count
