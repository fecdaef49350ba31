-- One row per dated contact up to the run's last day, with its reason. Everything that counts, counts these.
-- grain: contact_id
select
    contact.*,
    coalesce(found.reason_code, 'unsure') as reason_code,
    coalesce(found.method, 'none') as method
from core.contact as contact
left join findings.contact_reason as found using (contact_id)
where contact.contact_date <= getvariable('as_of')
