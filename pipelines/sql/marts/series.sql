-- One row per series that readers can look at: subjects as a whole, their slices by one dimension, and pairs with an alert.
-- grain: series_code
select
    series.series_code,
    series.subject_kind,
    series.subject_code,
    subject.subject_label,
    series.slice_size,
    coalesce(slice.slice_label, '') as slice_label
from trends.series as series
join marts.subject as subject using (subject_kind, subject_code)
left join marts.slice as slice on to_json(series.slice)::varchar = slice.slice_json
where series.slice_size < 2 or series.series_code in (select series_code from findings.alert)
