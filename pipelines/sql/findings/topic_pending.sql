-- One row per contact whose problem text says something, and that no model of topics has assigned.
-- grain: contact_id
select contact_id, problem.text, row_number() over (order by contact_id) as position
from findings.problem_text as problem
anti join findings.contact_topic using (contact_id)
where problem.text <> ''
