-- One row per code, agent and team whose contacts were judged by their words in the last 90 days, and one for all: how many
-- were miscoded, with the 95 % interval of that share (Wilson).
-- grain: kind_code, item_code
with

recent as (
    from trends.audited_contact
    where contact_date > getvariable('as_of')::date - 90
),

item as (
    select
        is_miscoded,
        unnest([
            {'kind_code': 'all', 'item_code': 'all'},
            {'kind_code': 'code', 'item_code': disposition_code},
            {'kind_code': 'agent', 'item_code': agent_id},
            {'kind_code': 'team', 'item_code': team_label}
        ], recursive := true)
    from recent
),

counted as (
    select
        kind_code,
        item_code,
        count(*) as judged_count,
        count(*) filter (is_miscoded) as miscoded_count,
        miscoded_count / judged_count as miscoded_share,
        1.96 ^ 2 / judged_count as z2n
    from item
    where item_code is not null
    group by kind_code, item_code
)

select
    kind_code,
    item_code,
    coalesce(disposition_label, agent_label, item_code) as item_label,
    disposition.reason_code,
    judged_count,
    miscoded_count,
    miscoded_share,  -- 0-1
    greatest((miscoded_share + z2n / 2 - sqrt(z2n * (miscoded_share * (1 - miscoded_share) + z2n / 4))) / (1 + z2n), 0)
        as lower_share,
    least((miscoded_share + z2n / 2 + sqrt(z2n * (miscoded_share * (1 - miscoded_share) + z2n / 4))) / (1 + z2n), 1)
        as upper_share,
    judged_count < 30 as is_too_few
from counted
left join ops.disposition as disposition on kind_code = 'code' and disposition_code = item_code
left join core.agent as agent on kind_code = 'agent' and agent.agent_id = item_code
