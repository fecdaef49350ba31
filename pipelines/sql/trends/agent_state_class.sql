-- One row per code of agents' states: what it means for occupancy. What no list names counts as away.
-- grain: state_code
with

written as (
    select state_code, count(*) as state_count
    from core.agent_state
    group by state_code
)

select
    written.state_code,
    coalesce(class.class_code, 'away') as class_code,
    class.class_code is not null as is_known,
    state_count
from written
left join ops.agent_state_class as class
    on class.state_code = trim(regexp_replace(lower(written.state_code), '[^\p{L}\p{N}]+', ' ', 'g'))
