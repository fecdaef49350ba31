-- One row per code of the past that leads by rule to a reason of today: links and saved things follow it.
-- grain: old_code
select old_code, reason_code
from ops.taxonomy_rule
