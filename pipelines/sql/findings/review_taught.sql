-- One row per review of the relation given that the criteria are learned from: those of half of the contacts, by their ids.
-- grain: contact_id, criterion_code
select contact_id, criterion_code, verdict
from given
where md5_number_lower(contact_id) % 2 = 0
order by all
