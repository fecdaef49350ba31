-- One row per subject of a series, with its name for people and the department that owns most of it.
-- grain: subject_kind, subject_code
with

counted as (
    select reason_code, count(*) as contact_count
    from trends.contact_reason
    group by reason_code
),

owned as (
    select
        subject.subject_kind,
        subject.subject_code,
        reason.department_code,
        any_value(reason.reason_label) as reason_label,
        any_value(reason.group_label) as group_label,
        sum(counted.contact_count) as contact_count
    from trends.subject_part as subject
    join ops.taxonomy_reason as reason on subject.part_kind = 'reason' and subject.part_code = reason.reason_code
    join counted using (reason_code)
    group by all
),

main as (
    select *
    from owned
    qualify row_number() over (
        partition by subject_kind, subject_code order by contact_count desc, department_code
    ) = 1
)

select
    subject_kind,
    subject_code,
    case subject_kind when 'all' then 'All contacts' when 'group' then 'All of ' || group_label else reason_label end
        as subject_label,
    if(subject_kind = 'all', null, department_code) as department_code,
    if(subject_kind = 'all', 'All departments', department_label) as department_label
from main
left join ops.department using (department_code)
union all
-- A topic's department is that of the reason which holds most of it.
select 'topic', topic_code, 'Topic: ' || topic_label, department_code, department_label
from marts.topic
where topic_code in (select topic_code from trends.contact_topic)
