-- One row per series and day that an action ($1 its series, $2 its alert) is judged by. is_candidate: a reason of another
-- group, and no live action's own, so that this action cannot have touched it. Days on which a source was silent and days
-- of explained events are left out, but not those of the event that the action is about.
-- grain: series_code, contact_date
with

own_group as (
    select parts.part_code as reason_code
    from trends.series as series
    join trends.subject_part as groups
        on groups.subject_kind = 'group' and (groups.part_kind, groups.part_code) = (series.subject_kind, series.subject_code)
    join trends.subject_part as parts
        on parts.subject_kind = 'group' and parts.subject_code = groups.subject_code and parts.part_kind = 'reason'
    where series.series_code = $1
),

own_event as (
    select started_date, last_date from findings.alert where alert_id = $2
)

select
    daily.series_code,
    daily.contact_date,
    daily.contact_count,
    daily.is_partial or (
        kept_out.contact_date is not null
        and not exists (from own_event where daily.contact_date between started_date and last_date)
    ) as is_excluded,
    series.series_code <> $1
    and series.subject_kind = 'reason'
    and series.subject_code not in (select reason_code from own_group)
    and series.series_code not in (select series_code from actions_live) as is_candidate
from trends.series_daily as daily
join trends.series as series using (series_code)
left join ops.kept_out as kept_out using (subject_kind, subject_code, contact_date)
where series.series_code = $1 or (series.slice_size = 0 and series.subject_kind = 'reason')
    or (
        series.slice_size = 1 and map_keys(series.slice)[1] = 'channel_code'
        and (series.subject_kind, series.subject_code) = (select (subject_kind, subject_code) from trends.series where series_code = $1)
    )
order by daily.series_code, daily.contact_date
