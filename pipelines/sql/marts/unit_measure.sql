-- One row per agent or team and measure of the last eight weeks: what it reached, and what others would have with its mix.
-- grain: unit_kind, unit_code, measure_code
select
    found.*,
    coalesce(kpi.direction, 'none') as direction
from findings.unit_measure as found
left join ops.kpi as kpi on kpi.kpi_code = found.measure_code
