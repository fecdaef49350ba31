-- One row per series that is judged, and from which day on: a subject that is whole from its first, a slice of one
-- dimension once it had 5 contacts, a reason's pair of values once it had 14 in four weeks, and that of a group or of all
-- once it had 56: below that, the pairs of their reasons show as much. What decides lies before the day.
-- grain: series_code
with

-- Most pairs of values never come near: they need not be followed. A number stands for what three texts name: it is sorted
-- in less time.
counted_often as (
    select
        subject_kind,
        subject_code,
        slice_key,
        case when slice_key = '' then 0 else len(slice_key) - len(replace(slice_key, chr(31), '')) + 1 end as slice_size,
        min(contact_date) as first_date,
        case slice_size when 0 then 1 when 1 then 5 else if(subject_kind = 'reason', 14, 56) end as enough,
        row_number() over () as series_number
    from trends.series_count
    group by subject_kind, subject_code, slice_key
    having sum(contact_count) >= enough
),

carried as (
    select
        series_number,
        slice_size,
        enough,
        contact_date,
        sum(contact_count) over since_begun as count_so_far,
        sum(contact_count) over four_weeks as count_of_28_days
    from trends.series_count
    join counted_often using (subject_kind, subject_code, slice_key)
    where slice_size > 0
    window
        since_begun as (partition by series_number order by contact_date),
        four_weeks as (
            partition by series_number order by contact_date range between interval 27 days preceding and current row
        )
),

reached as (
    select series_number, min(contact_date) + 1 as next_date
    from carried
    where if(slice_size = 1, count_so_far, count_of_28_days) >= enough
    group by series_number
),

begun as (
    select counted_often.*, if(slice_size = 0, first_date, next_date) as first_judged_date
    from counted_often
    left join reached using (series_number)
),

worded as (
    select
        *,
        if(slice_key = '', [], string_split(slice_key, chr(31))) as parts
    from begun
    where first_judged_date <= getvariable('as_of')
)

select
    concat(subject_kind, ':', subject_code, if(slice_key = '', '', ' ' || replace(replace(slice_key, chr(30), '='), chr(31), ' ')))
        as series_code,
    subject_kind,
    subject_code,
    slice_key,
    slice_size::integer as slice_size,
    map_from_entries(list_transform(
        parts, lambda part: {'key': string_split(part, chr(30))[1], 'value': string_split(part, chr(30))[2]}
    )) as slice,
    first_judged_date
from worded
