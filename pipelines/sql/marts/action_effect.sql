-- One row per live action: how many contacts it saved, how sure that is, and what else changed with it.
-- grain: action_id
select
    effect.*,
    series.subject_kind,
    series.subject_code,
    series.subject_label,
    list_transform(effect.control_codes, lambda code: list_extract(string_split(code, ':'), 2)) as control_reason_codes
from findings.action_effect as effect
join marts.series as series using (series_code)
