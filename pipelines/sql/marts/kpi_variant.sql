-- One row per KPI and formula that it could have, the one in use marked.
-- grain: kpi_code, variant
select kpi_code, variant, numerator, denominator, is_used
from ops.kpi_variant
