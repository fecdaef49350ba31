-- One row per coaching session and behaviour: in how many contacts of the agent, and of all others, it applied and was met, in
-- the eight weeks before the day of the session and in those after it, as far as they have passed.
-- grain: session_id, criterion_code
with

worked_on as (
    select session_id, agent_id, held_on, unnest(criterion_codes) as criterion_code
    from ops.coaching_session
),

spanned as (
    select min(held_on) - 56 as first_date, least(max(held_on) + 56, getvariable('as_of')::date) as last_date
    from worked_on
),

daily as (
    select
        contact.agent_id,
        contact.contact_date,
        criterion_code,
        count(*) as n,
        count(*) filter (coalesce(review.verdict, machine.verdict) = 'met') as met_count
    from findings.contact_criterion as machine
    join core.contact as contact using (contact_id)
    join spanned on contact.contact_date between spanned.first_date and spanned.last_date
    left join ops.quality_review as review using (contact_id, criterion_code)
    where
        criterion_code in (select criterion_code from worked_on)
        and contact.agent_id is not null
        and coalesce(review.verdict, machine.verdict) <> 'not_applicable'
    group by all
),

placed as (
    select
        session_id,
        criterion_code,
        daily.agent_id = worked_on.agent_id as is_own,
        daily.contact_date > worked_on.held_on as is_after,
        n,
        met_count
    from worked_on
    join daily using (criterion_code)
    where abs(daily.contact_date - worked_on.held_on) between 1 and 56
)

select
    session_id,
    criterion_code,
    coalesce(sum(n) filter (is_own and not is_after), 0)::bigint as before_n,
    coalesce(sum(met_count) filter (is_own and not is_after), 0)::bigint as before_met_count,
    coalesce(sum(n) filter (is_own and is_after), 0)::bigint as after_n,
    coalesce(sum(met_count) filter (is_own and is_after), 0)::bigint as after_met_count,
    coalesce(sum(n) filter (not is_own and not is_after), 0)::bigint as others_before_n,
    coalesce(sum(met_count) filter (not is_own and not is_after), 0)::bigint as others_before_met_count,
    coalesce(sum(n) filter (not is_own and is_after), 0)::bigint as others_after_n,
    coalesce(sum(met_count) filter (not is_own and is_after), 0)::bigint as others_after_met_count
from placed
group by session_id, criterion_code
order by all
