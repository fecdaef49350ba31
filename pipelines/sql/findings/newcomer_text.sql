-- One row per contact whose problem text is looked through for what is new: of the newest $1 days (is_recent) up to $2, and of
-- the twelve weeks before them up to $3. What belongs to a topic most of which was said in the newest days counts as known: it
-- was found as something new already. Each sample changes little from night to night; of_count: how many it stands for.
-- grain: contact_id
with

dated as (
    select
        problem.contact_id,
        problem.text,
        problem.input_hash,
        coalesce(contact.customer_id, problem.contact_id) as said_by,
        getvariable('as_of')::date - contact.contact_date as days_ago,
        contact.contact_date > getvariable('as_of')::date - $1::integer as is_newest,
        found.topic_code
    from findings.problem_text as problem
    join findings.contact_topic as found using (contact_id)
    join core.contact as contact using (contact_id)
    where
        contact.contact_date > getvariable('as_of')::date - $1::integer - 84
        and contact.contact_date <= getvariable('as_of')::date
),

known as (
    select
        * exclude (is_newest, topic_code),
        is_newest and (
            topic_code = 'unassigned' or avg(is_newest::integer) over (partition by topic_code) <= 0.5
        ) as is_recent
    from dated
)

select
    *,
    count(*) over (partition by is_recent) as of_count
from known
qualify row_number() over (partition by is_recent order by md5_number_lower(contact_id)) <= if(is_recent, $2, $3)
order by contact_id
