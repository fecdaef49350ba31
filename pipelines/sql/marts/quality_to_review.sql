-- One row per verdict that a person should judge next, in order: drawn by chance, or because the machine is unsure.
-- grain: contact_id, criterion_code
select
    contact_id,
    criterion_code,
    why_code,
    chosen.place,
    found.verdict as machine_verdict,
    found.confidence
from findings.quality_to_review as chosen
join findings.contact_criterion as found using (contact_id, criterion_code)
where contact_id in (select contact_id from marts.contact)
