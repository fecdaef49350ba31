-- One row per series that is judged, with the group that a reason belongs to, null where its group is no series.
-- grain: series_code
select
    series.series_code,
    series.subject_kind,
    series.subject_code,
    parent.subject_code as group_code,
    series.slice_size
from trends.series as series
left join trends.subject_part as parent
    on parent.subject_kind = 'group' and series.subject_kind = parent.part_kind and series.subject_code = parent.part_code
