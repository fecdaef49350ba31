-- One row per live action: how many contacts it saved, how sure that is, and what else changed with it.
-- grain: action_id
with

named as (
    select control.action_id, list(series.subject_label order by control.place) as control_labels
    from (
        select action_id, unnest(control_codes) as series_code, generate_subscripts(control_codes, 1) as place
        from findings.action_effect
    ) as control
    join marts.series as series using (series_code)
    group by control.action_id
)

select
    effect.*,
    series.subject_kind,
    series.subject_code,
    series.subject_label,
    named.control_labels  -- the weightiest first; null: it was compared with its own past alone
from findings.action_effect as effect
join marts.series as series using (series_code)
left join named using (action_id)
