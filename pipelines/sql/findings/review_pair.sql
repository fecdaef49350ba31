-- One row per review, with the machine's verdict beside it. Of a criterion that was learned from people, the contacts that it
-- was learned from cannot tell how far they agree.
-- grain: contact_id, criterion_code
select contact_id, criterion_code, machine.verdict as machine_verdict, review.verdict
from ops.quality_review as review
join findings.contact_criterion as machine using (contact_id, criterion_code)
join findings.contact_quality as scored using (contact_id)
left join ops.handling_model as model on model.model_version = scored.model_version
where
    md5_number_lower(contact_id) % 2 = 1
    or not coalesce(list_contains(model.criterion_codes, criterion_code), false)
order by all
