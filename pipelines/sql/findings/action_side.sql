-- One row: how the contacts of a subject ($1 its kind, $3 its code) were handled in the eight weeks before a day ($2) and since then: seconds of an
-- agent each, satisfaction, and the share that was resolved; of both changes the 95 % interval, null where too few say
-- (of shares: Agresti and Caffo 2000, who add a success and a failure to each side).
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
),

summed as (
    select
        avg(handle_seconds) filter (not is_after) as handle_seconds,
        avg(csat_score) filter (not is_after) as csat_before,
        avg(csat_score) filter (is_after) as csat_after,
        count(csat_score) filter (is_after) as csat_after_n,
        1.96 * sqrt(
            var_samp(csat_score) filter (not is_after) / count(csat_score) filter (not is_after)
            + var_samp(csat_score) filter (is_after) / count(csat_score) filter (is_after)
        ) as csat_half,
        avg(is_resolved::integer) filter (not is_after) as resolved_before,
        avg(is_resolved::integer) filter (is_after) as resolved_after,
        count(is_resolved) filter (is_after) as resolved_after_n,
        count(is_resolved) filter (not is_after) + 2 as n_before,
        resolved_after_n + 2 as n_after,
        (count(*) filter (is_resolved and not is_after) + 1) / n_before as share_before,
        (count(*) filter (is_resolved and is_after) + 1) / n_after as share_after,
        1.96 * sqrt(share_before * (1 - share_before) / n_before + share_after * (1 - share_after) / n_after) as share_half
    from sided
)

select
    handle_seconds,
    csat_before,
    csat_after,
    csat_after_n,
    csat_after - csat_before - csat_half as csat_change_low,
    csat_after - csat_before + csat_half as csat_change_high,
    resolved_before,
    resolved_after,
    resolved_after_n,
    if(n_before > 2 and n_after > 2, share_after - share_before - share_half, null) as resolved_change_low,
    if(n_before > 2 and n_after > 2, share_after - share_before + share_half, null) as resolved_change_high
from summed
