-- One row per contact whose problem text is looked through for what is new: of the newest $1 days (is_recent) up to $2, and of
-- the twelve weeks before them up to $3. What belongs to a topic that was new lately counts as known: it is not born twice. Each
-- sample changes little from night to night; of_count: how many it stands for.
-- grain: contact_id
with

dated as (
    select
        problem.contact_id,
        problem.text,
        problem.input_hash,
        coalesce(contact.customer_id, problem.contact_id) as said_by,
        getvariable('as_of')::date - contact.contact_date as days_ago,
        contact.contact_date > getvariable('as_of')::date - $1::integer
        and topic.born_by is distinct from 'newcomer' as is_recent
    from findings.problem_text as problem
    join findings.contact_topic as found using (contact_id)
    join core.contact as contact using (contact_id)
    left join findings.topic as topic using (topic_code)
    where
        contact.contact_date > getvariable('as_of')::date - $1::integer - 84
        and contact.contact_date <= getvariable('as_of')::date
)

select
    *,
    count(*) over (partition by is_recent) as of_count
from dated
qualify row_number() over (partition by is_recent order by md5_number_lower(contact_id)) <= if(is_recent, $2, $3)
order by contact_id
