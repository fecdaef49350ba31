-- One row per department that owns a reason.
-- grain: department_code
select department_code, department_label
from ops.department
where department_code in (select department_code from ops.taxonomy_reason)
