-- One row per verdict on the contacts of the last eight weeks that applied, and may be used: a person's where there
-- is one; criteria on which people and the machine disagree are left out.
-- grain: contact_id, criterion_code
select
    contact_id,
    contact.contact_date,
    contact.agent_id,
    contact.reason_code,
    concat_ws('|', contact.reason_code, contact.channel_code, contact.language_code) as mix_code,
    criterion_code,
    coalesce(review.verdict, machine.verdict) as verdict,
    case when review.verdict is null then machine.confidence else 1 end as confidence,
    machine.evidence_turn_indexes
from findings.contact_criterion as machine
join trends.contact_kpi as contact using (contact_id)
left join ops.quality_review as review using (contact_id, criterion_code)
where
    contact.contact_date between getvariable('as_of')::date - 55 and getvariable('as_of')::date
    and coalesce(review.verdict, machine.verdict) <> 'not_applicable'
    and criterion_code not in (select criterion_code from findings.criterion_agreement where not is_trusted)
