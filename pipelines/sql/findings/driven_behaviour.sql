-- One row per contact of the temporary table driven_contact and behaviour that applied: 1 where the agent showed it.
-- grain: contact_id, criterion_code
select contact_id, criterion_code, (verdict = 'met')::integer as is_met
from recent_verdict
where contact_id in (select contact_id from driven_contact)
