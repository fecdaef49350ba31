-- One row per contact whose problem text topics are found in: all up to the run's last day, of more than $1 a sample that is the
-- same whatever the order of rows, and changes little from night to night. Of the newest four weeks and of what is not sure each
-- contact weighs twice: a problem that has just begun has had little time to show, and what the taxonomy does not name is
-- what topics are for. A language of which little is said still has a fifth of the sample, as far as there is that much.
-- grain: contact_id
with

weighed as (
    select
        problem.contact_id,
        problem.text,
        contact.language_code,
        coalesce(found.reason_code, 'unsure') as reason_code,
        if(contact.contact_date > getvariable('as_of')::date - 28, 2, 1) * if(found.reason_code = 'unsure', 2, 1) as weight
    from findings.problem_text as problem
    join core.contact as contact using (contact_id)
    left join findings.contact_reason as found using (contact_id)
    where
        problem.text <> ''
        and coalesce(contact.contact_date <= getvariable('as_of')::date, true)
),

-- The smallest keys are a weighted sample (Efraimidis and Spirakis 2006, "Weighted random sampling with a reservoir").
keyed as (
    select *, -ln((md5_number_lower(contact_id)::double + 1) / pow(2, 64)) / weight as sampling_key
    from weighed
),

placed as (
    select
        *,
        row_number() over (partition by language_code order by sampling_key, contact_id) as place,
        sum(weight) over (partition by language_code) / sum(weight) over () as language_share
    from keyed
),

chosen as (
    select contact_id, text, reason_code
    from placed
    order by place / greatest(language_share, 0.2), contact_id
    limit $1
)

select contact_id, text, reason_code
from chosen
order by contact_id
