-- One row per live action and other series: how that changed on the same date, the surest first. is_moved: more than chance.
-- grain: action_id, series_code
select
    shift.action_id,
    shift.series_code,
    series.subject_kind,
    series.subject_code,
    series.subject_label,
    series.slice_label as where_label,
    shift.added_per_day,
    shift.low,
    shift.high,
    shift.q_value,
    shift.is_moved,
    row_number() over (partition by shift.action_id order by shift.p_value, shift.series_code) as shift_rank
from findings.action_shift as shift
join marts.series as series using (series_code)
