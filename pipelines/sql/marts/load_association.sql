-- One row per load of agents' days and measure: by how much the measure is higher on days of the same agent with ten points
-- more load. Associated, which is not caused.
-- grain: load_code, outcome_code
select *
from findings.load_association
