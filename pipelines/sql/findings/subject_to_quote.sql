-- One row per reason, and per topic that has no quotes or one that no longer holds: its contact left the topic, or the newest $1
-- days. Topics are many; while their quotes hold they keep them.
-- grain: part_kind, part_code
with

quoted as (
    select
        quote.subject_code,
        bool_and(
            coalesce(part.part_code = quote.subject_code and part.contact_date > getvariable('as_of')::date - $1::integer, false)
        ) as still_holds
    from findings.quote as quote
    left join trends.contact_part as part on part.contact_id = quote.contact_id and part.part_kind = 'topic'
    where quote.subject_kind = 'topic'
    group by quote.subject_code
)

select distinct part.part_kind, part.part_code
from trends.contact_part as part
left join quoted on part.part_kind = 'topic' and quoted.subject_code = part.part_code
where part.part_kind = 'reason' or not coalesce(quoted.still_holds, false)
order by part.part_kind, part.part_code
