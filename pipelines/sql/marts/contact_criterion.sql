-- One row per scored contact and criterion: a person's verdict where there is one, with the machine's beside it.
-- grain: contact_id, criterion_code
with

person as (
    select contact_id, criterion_code, verdict, reviewed_by
    from ops.quality_review
    where
        criterion_code in (select criterion_code from ops.criterion)
        and contact_id in (select contact_id from findings.contact_quality)
)

select
    contact_id,
    criterion_code,
    coalesce(person.verdict, machine.verdict) as verdict,
    machine.verdict as machine_verdict,
    machine.confidence,
    coalesce(machine.evidence_turn_indexes, []) as evidence_turn_indexes,
    person.reviewed_by
from findings.contact_criterion as machine
full join person using (contact_id, criterion_code)
where contact_id in (select contact_id from marts.contact)
