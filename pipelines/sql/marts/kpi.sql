-- One row per KPI: its formula over sums, what it means, and the version of that meaning.
-- grain: kpi_code
select
    kpi_code,
    kpi_label,
    unit,
    direction,
    numerator,
    denominator,
    definition,
    variant,
    minimum_count,
    target,
    kpi_version,
    interval_code,
    squares,
    counted,
    table_code,
    group_code,
    place
from ops.kpi
