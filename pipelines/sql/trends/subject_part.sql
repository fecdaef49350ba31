-- One row per subject of a series and part of it: a reason itself, a group of several but not all, all of several; a topic
-- itself. The parts of all are reasons, so that each contact counts once.
-- grain: subject_kind, subject_code, part_kind, part_code
with

seen as (
    select distinct contact.reason_code, reason.group_code
    from trends.contact_reason as contact
    left join ops.taxonomy_reason as reason using (reason_code)
),

grouped as (
    select reason_code, group_code
    from seen
    where group_code is not null
    qualify
        count(*) over (partition by group_code) > 1
        and count(*) over (partition by group_code) < (select count(*) from seen where reason_code <> 'unsure')
)

select 'reason' as subject_kind, reason_code as subject_code, 'reason' as part_kind, reason_code as part_code
from seen
union all
select 'group', group_code, 'reason', reason_code
from grouped
union all
select 'all', '', 'reason', reason_code
from seen
where (select count(*) from seen) > 1
union all
select distinct 'topic', topic_code, 'topic', topic_code
from trends.contact_topic
