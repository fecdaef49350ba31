-- One row per series that is judged, and from which day on: a subject that is whole from its first, a slice of one
-- dimension once it had 5 contacts, a reason's pair of values once it had 14 in four weeks, and that of a group or of all
-- once it had 56: below that, the pairs of their reasons show as much. What decides lies before the day.
-- grain: series_code
with

-- Most pairs of values never come near: they need not be followed.
counted_often as (
    select subject_kind, subject_code, slice_key
    from trends.series_count
    group by all
    having sum(contact_count) >= case
        when not contains(slice_key, chr(31)) then 5
        when subject_kind = 'reason' then 14
        else 56
    end
),

carried as (
    select
        subject_kind,
        subject_code,
        slice_key,
        case when slice_key = '' then 0 else len(slice_key) - len(replace(slice_key, chr(31), '')) + 1 end as slice_size,
        contact_date,
        sum(contact_count) over (
            partition by subject_kind, subject_code, slice_key order by contact_date
        ) as count_so_far,
        sum(contact_count) over (
            partition by subject_kind, subject_code, slice_key order by contact_date
            range between interval 27 days preceding and current row
        ) as count_of_28_days
    from trends.series_count
    where
        slice_key = ''
        or (subject_kind, subject_code, slice_key) in (from counted_often)
),

begun as (
    select
        subject_kind,
        subject_code,
        slice_key,
        slice_size,
        case
            when slice_size = 0 then min(contact_date)
            when slice_size = 1 then min(contact_date) filter (count_so_far >= 5) + 1
            else min(contact_date) filter (count_of_28_days >= if(subject_kind = 'reason', 14, 56)) + 1
        end as first_judged_date
    from carried
    group by subject_kind, subject_code, slice_key, slice_size
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
