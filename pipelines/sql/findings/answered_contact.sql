-- One row per contact with turns whose customer answered a survey, or of which it is known whether it was resolved: as many as
-- are asked for, drawn by their ids.
-- grain: contact_id
select
    contact_id,
    contact.customer_id,
    contact.csat_score,
    contact.nps_score,
    contact.is_resolved,
    nullif(found.reason_code, 'unsure') as reason_code
from core.contact as contact
left join findings.contact_reason as found using (contact_id)
where turn_count > 0 and (csat_score is not null or nps_score is not null or is_resolved is not null)
order by md5_number_lower(contact_id)
limit ?
