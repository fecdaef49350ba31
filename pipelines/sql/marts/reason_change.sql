-- One row per reason, day and kind of change: from when on its definition, name, place or dispositions are others. mark: the
-- word that stands beside its line; null where it counts what it counted before. Reasons that are gone stand here, too.
-- grain: reason_code, change_date, kind_code
select
    change.reason_code,
    reason.reason_label,
    reason.department_code,
    change.change_date,
    change.kind_code,
    max(change.mark) as mark,
    string_agg(distinct change.sentence, '; ' order by change.sentence) as sentence
from ops.reason_change as change
left join ops.taxonomy_reason as reason using (reason_code)
group by all
