-- One row per outcome and reason: how far its contacts are from the others', times how many they are.
-- grain: outcome_code, reason_code
select
    outcome_code,
    reason_code,
    coalesce(reason.reason_label, reason_code) as reason_label,
    found.n,
    found.mean,
    found.gap,
    found.impact,
    found.low,
    found.high
from findings.reason_impact as found
left join ops.taxonomy_reason as reason using (reason_code)
where reason_code <> 'unsure'
