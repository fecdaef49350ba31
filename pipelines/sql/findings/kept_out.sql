-- One row per subject and day that an explained event covers: those of the event's own subject, and of what holds it.
-- grain: subject_kind, subject_code, contact_date
with

explained as (
    select
        series.subject_kind,
        series.subject_code,
        unnest(range(
            least(mark.first_date::date, alert.started_date),
            greatest(mark.last_date::date, alert.last_date) + 1,
            interval 1 day
        ))::date as contact_date
    from marks_now as mark
    join trends.series as series using (series_code)
    left join findings.alert as alert using (alert_id)
    where mark.is_kept_out
)

select distinct holding.subject_kind, holding.subject_code, explained.contact_date
from explained
join trends.subject_part as held using (subject_kind, subject_code)
join trends.subject_part as holding using (part_kind, part_code)
where
    (holding.subject_kind, holding.subject_code) = (explained.subject_kind, explained.subject_code)
    or explained.subject_kind = 'reason'
    or holding.subject_kind = 'all'
