-- One row per thing that became of a topic. That it went on is said only where something else happened to it on that day.
-- grain: event_id
select
    event.event_id,
    event.topic_code,
    topic.topic_label,
    event.event_code,
    event.event_date,
    event.other_code,
    other.topic_label as other_label,
    event.share
from findings.topic_event as event
join findings.topic as topic using (topic_code)
left join findings.topic as other on other.topic_code = event.other_code
where
    event.event_code <> 'continued'
    or exists (
        from findings.topic_event as beside
        where
            beside.topic_version = event.topic_version
            and beside.event_code <> 'continued'
            and event.topic_code in (beside.topic_code, beside.other_code)
    )
