-- One row per contact whose customer and reason are known, in the chain of that customer's contacts about that reason, each
-- within N days of the one before. A return is one that the customer began: not our own call, nor a contact that goes on
-- from another (the leg after a transfer, the call-back that was promised).
-- grain: contact_id
-- counted by day: contact_date since contacts_since
with

key_end as (
    select run_id, count(key_id) as key_number
    from ops.run
    left join ops.hash_key on first_used_at <= coalesce(finished_at, timestamp 'infinity')
    group by run_id
),

known as (
    select
        contact_id,
        customer_id,
        reason_code,
        started_at,
        contact_date,
        coalesce(key_number, (select count(*) from ops.hash_key)) as key_number,
        previous_contact_id is null and coalesce(direction_code, 'inbound') <> 'outbound' as is_return
    from trends.contact_reason
    left join key_end using (run_id)
    where customer_id is not null and reason_code <> 'unsure'
),

-- All contacts of the customers who have one on a day that is counted anew.
counted as (
    select known.*
    from known
    semi join (
        from known where contact_date >= coalesce(getvariable('contacts_since'), date '0001-01-01')
    ) as anew using (customer_id)
),

-- A new key of the hashes cuts the linkage: what an old key hashed is known up to the last contact that it hashed.
reach as (
    select
        key_number,
        max(started_at) as last_at,
        max(last_at) over (order by key_number rows between unbounded preceding and 1 preceding) as cut_at
    from known
    group by key_number
),

placed as (
    select
        *,
        interval 1 day * setting.repeat_days as span,
        lag(contact_id) over following as earlier_contact_id,
        lag(started_at) over following as earlier_at,
        first_value(case when is_return then contact_id end ignore nulls) over later as later_contact_id,
        first_value(case when is_return then started_at end ignore nulls) over later as later_at
    from counted
    cross join ops.setting as setting
    window
        following as (partition by customer_id, reason_code order by started_at, contact_id),
        later as (
            partition by customer_id, reason_code order by started_at, contact_id
            rows between 1 following and unbounded following
        )
),

numbered as (
    select
        *,
        sum((earlier_at is null or started_at > earlier_at + span)::integer) over (
            partition by customer_id, reason_code order by started_at, contact_id
        ) as chain_number
    from placed
)

select
    contact_id,
    contact_date,
    case when later_at <= started_at + span then later_contact_id end as repeated_by_contact_id,
    case when is_return and started_at <= earlier_at + span then earlier_contact_id end as repeats_contact_id,
    first_value(contact_id) over chain as chain_id,
    row_number() over chain as chain_place,
    -- All days on which the customer could have come back are over, and were seen under the same key.
    contact_date <= getvariable('as_of')::date - repeat_days
    and (key_number = (select max(key_number) from reach) or started_at + span <= last_at)
    and (cut_at is null or started_at > cut_at) as is_mature
from numbered
join reach using (key_number)
window chain as (partition by customer_id, reason_code, chain_number order by started_at, contact_id)
