-- One row per verdict of the machine on a sample of the last eight weeks, drawn by the ids alone: what is left to review
-- stays there until it is done or eight weeks old.
-- grain: contact_id, criterion_code
with

drawn as (
    select contact_id, agent_id
    from findings.contact_quality
    join core.contact using (contact_id)
    where contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date and applicable_count > 0
    order by md5_number_lower(contact_id)
    limit ?
)

select contact_id, drawn.agent_id, criterion_code, verdict, confidence
from findings.contact_criterion
join drawn using (contact_id)
order by all
