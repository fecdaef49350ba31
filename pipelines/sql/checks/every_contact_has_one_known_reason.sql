-- Contacts of core without a reason, or with one that the taxonomy does not know.
select contact_id, reason_code
from core.contact
left join findings.contact_reason using (contact_id)
left join ops.taxonomy_reason using (reason_code)
where group_code is null
limit 20
