-- One row per customer who came back for the same reason: their contacts in order, each within N days of the one before.
-- grain: chain_id
with

returned as (
    select distinct chain_id
    from trends.contact_repeat
    where repeats_contact_id is not null
)

select
    chain_id,
    counted.reason_code,
    reason.reason_label,
    count(*) as contact_count,
    min(contact_date) as first_date,
    max(contact_date) as last_date,
    nullif(arg_min(agent_id, chain_place), 'unknown') as first_agent_id,
    list(contact_id order by chain_place) as contact_ids
from marts.contact_kpi as counted
join marts.reason as reason using (reason_code)
where chain_id in (from returned)
group by chain_id, counted.reason_code, reason.reason_label
