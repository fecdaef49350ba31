-- One row per criterion of each contact that people reviewed, now or before: a person's verdict outranks the machine's.
-- grain: contact_id, criterion_code
with

machine as (
    select contact_id, criterion_code, verdict, confidence
    from findings.contact_criterion
    where contact_id in (select contact_id from rescored)
),

person as (
    select contact_id, criterion_code, verdict
    from ops.quality_review
    where criterion_code in (select criterion_code from ops.criterion)
)

select
    contact_id,
    criterion_code,
    coalesce(person.verdict, machine.verdict) as verdict,
    case when person.verdict is null then machine.confidence else 1 end as confidence
from machine
full join person using (contact_id, criterion_code)
where contact_id in (select contact_id from findings.contact_quality)
order by all
