-- One row per department that owns a reason, and the language in which its reports are written.
-- grain: department_code
select department_code, department_label, language_code
from ops.department
where department_code in (select department_code from ops.taxonomy_reason)
