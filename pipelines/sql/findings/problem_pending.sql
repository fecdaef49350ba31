-- One row per contact with words whose problem was never read, or from other words than now.
-- grain: contact_id
select contact_id, input_hash, row_number() over (order by contact_id) as position
from contact_text
anti join findings.problem_text using (contact_id, input_hash)
