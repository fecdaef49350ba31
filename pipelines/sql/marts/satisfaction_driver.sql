-- One row per outcome and what goes with it: a reason, an agent's behaviour, a wait. Associated, which is not caused.
-- grain: outcome_code, factor_kind, factor_code
with

labelled as (
    select 'reason' as factor_kind, reason_code as factor_code, reason_label as factor_label
    from ops.taxonomy_reason
    union all
    select 'behaviour', criterion_code, criterion_label
    from ops.criterion
    union all
    values ('wait', 'queue_seconds', 'Wait in the queue'),
        ('wait', 'hold_seconds', 'Time on hold'),
        ('wait', 'transfer_count', 'Transfers')
)

select
    found.outcome_code,
    factor_kind,
    factor_code,
    coalesce(labelled.factor_label, factor_code) as factor_label,
    found.n,
    found.raw_effect,
    found.effect,
    found.low,
    found.high,
    found.q_value,
    case found.outcome_code
        when 'csat' then 'points of CSAT (1-5)'
        when 'nps' then 'points of NPS (0-10)'
        else 'share that came back'
    end
    || case
        when factor_kind = 'reason' then ', against the other reasons'
        when factor_kind = 'behaviour' then ', when it was done'
        when factor_code = 'transfer_count' then ', per transfer'
        else ', per minute'
    end as unit_text
from findings.satisfaction_driver as found
left join labelled using (factor_kind, factor_code)
where factor_code <> 'unsure'
