-- One row per action of a department as it stood when the run was made, with what it is about and whose it is.
-- An alert that is gone leaves its reason or topic, which were kept with it. What is measured of an action joins by its id.
-- grain: action_id
with

followed as (
    select
        action.* replace (coalesce(rule.reason_code, action.reason_code) as reason_code),
        case
            when action.alert_id is not null then 'alert'
            when action.topic_code is not null then 'topic'
            else 'reason'
        end as subject_kind
    from findings.action as action
    left join ops.taxonomy_rule as rule on rule.old_code = action.reason_code
),

owned as (
    select
        followed.* replace (
            coalesce(
                followed.department_code, alert.department_code, topic.department_code, topic.proposed_department_code,
                reason.department_code
            ) as department_code
        ),
        coalesce(
            alert.subject_label
                || case when alert.where_label = '' then '' when alert.where_label like 'in %' then ' ' else ', ' end
                || alert.where_label,
            topic.topic_label,
            reason.reason_label
        ) as subject_label
    from followed
    left join marts.alert as alert on alert.alert_id = followed.alert_id
    left join marts.topic as topic on topic.topic_code = followed.topic_code
    left join marts.reason as reason on reason.reason_code = followed.reason_code
)

select
    action_id,
    title,
    subject_kind,
    subject_label,
    reason_code,
    topic_code,
    alert_id,
    department_code,
    department_label,
    owner,
    planned_date,
    live_date,
    expected_change,  -- a share of the contacts: -0.3 is 30 % fewer
    ticket_url,
    state_code,
    state_since,
    note,
    proposed_by,
    proposed_at,
    changed_by,
    changed_at
from owned
left join ops.department using (department_code)
