-- One row per KPI: its formula over sums of contact_daily, and what it means.
-- grain: kpi_code
select kpi_code, kpi_label, unit, direction, numerator, denominator, definition, variant, minimum_count
from ops.kpi
