-- One row per reason of the taxonomy, and one for what is not sure.
-- grain: reason_code
select
    reason_code,
    reason_label,
    group_code,
    group_label,
    department_code,
    department_label,
    definition
from ops.taxonomy_reason
left join ops.department using (department_code)
