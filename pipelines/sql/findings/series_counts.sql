-- One row per series of a family and day, as it is judged: those of topics ($2), or all others of so many dimensions ($1).
-- Numbers stand for the series, which are many: those from $3 on and before $4.
-- grain: series_code, contact_date
with

numbered as (
    select *, row_number() over (order by series_code) - 1 as series_number
    from trends.series
    where slice_size = $1 and (subject_kind = 'topic') = $2
)

select
    series.series_number as series_code,
    daily.contact_date,
    daily.contact_count,
    daily.is_partial or kept_out.contact_date is not null as is_excluded,
    series.slice['site_code'] as site_code,
    series.first_judged_date
from trends.series_daily as daily
join numbered as series using (series_code)
left join ops.kept_out as kept_out using (subject_kind, subject_code, contact_date)
where series.series_number >= $3 and series.series_number < $4
