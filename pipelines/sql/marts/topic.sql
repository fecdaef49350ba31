-- One row per topic that customers speak of, or spoke of (faded), with what people need to judge it: how large it is, whose
-- it is, whether it is emerging, and the reason that it could become.
-- grain: topic_code
with

-- The reason that holds most of its contacts of the last eight weeks.
parent as (
    select topic_reason.*, reason_label, group_label, department_code, department_label
    from trends.topic_reason
    left join marts.reason as reason using (reason_code)
    qualify row_number() over (partition by topic_code order by contact_count desc, reason_code) = 1
),

spoken as (
    select count(*) as contact_count
    from findings.problem_text
    join trends.contact_reason using (contact_id)
    where text <> '' and contact_date > getvariable('as_of')::date - 28
),

alerting as (
    select series.subject_code as topic_code, max(alert.alert_id) as alert_id, min(day.contact_date) as opened_date
    from findings.alert as alert
    join trends.series as series using (series_code)
    join findings.alert_day as day using (alert_id)
    where series.subject_kind = 'topic' and alert.closed_date is null
    group by all
)

select
    topic.topic_code,
    topic.topic_label,
    topic.keywords,
    recent.language_code,
    topic.status_code,
    topic.born_date,
    topic.born_by,
    topic.faded_date,
    recent.last_seen_date,
    coalesce(recent.contact_count, 0) as contact_count,
    coalesce(recent.recent_count, 0) as recent_count,
    coalesce(recent.before_count, 0) as before_count,
    coalesce(recent.recent_count / nullif(spoken.contact_count, 0), 0) as recent_share,  -- 0-1
    recent.handle_seconds,
    topic.x,
    topic.y,
    parent.reason_code as parent_reason_code,
    if(parent.reason_code = 'unsure', 'Not sure', parent.reason_label) as parent_reason_label,
    parent.share_of_topic as parent_share,
    parent.group_label,
    parent.department_code,
    parent.department_label,
    twin.twin_code,
    other.topic_label as twin_label,
    case when onset.topic_code is not null then 'new' when alerting.alert_id is not null then 'growing' end as emerging_code,
    least(onset.first_seen_date, alerting.opened_date) as first_seen_date,
    alerting.alert_id,
    proposal.reason_label as proposed_label,
    proposal.definition as proposed_definition,
    proposal.department_code as proposed_department_code,
    proposal.group_code as proposed_group_code,
    proposal.phrases as proposed_phrases
from findings.topic as topic
cross join spoken
left join trends.topic_recent as recent using (topic_code)
left join parent using (topic_code)
left join trends.topic_twin as twin using (topic_code)
left join findings.topic as other on other.topic_code = twin.twin_code
left join trends.topic_onset as onset on onset.topic_code = topic.topic_code
left join alerting on alerting.topic_code = topic.topic_code
left join findings.topic_proposal as proposal on proposal.topic_code = topic.topic_code
