-- One row: how the contacts of a subject ($1 its kind, $3 its code) were handled in the eight weeks before a day ($2) and since then: seconds of an
-- agent each, satisfaction, and the share that was resolved.
-- grain: one row
with

sided as (
    select contact.*, contact.contact_date >= $2::date as is_after
    from core.contact as contact
    where contact.contact_id in (
        select part.contact_id
        from trends.contact_part as part
        join trends.subject_part as subject using (part_kind, part_code)
        where subject.subject_kind = $1 and subject.subject_code = $3
    )
    and contact.contact_date between $2::date - 56 and getvariable('as_of')
)

select
    avg(handle_seconds) filter (not is_after) as handle_seconds,
    avg(csat_score) filter (not is_after) as csat_before,
    avg(csat_score) filter (is_after) as csat_after,
    count(csat_score) filter (is_after) as csat_after_n,
    avg(is_resolved::integer) filter (not is_after) as resolved_before,
    avg(is_resolved::integer) filter (is_after) as resolved_after,
    count(is_resolved) filter (is_after) as resolved_after_n
from sided
