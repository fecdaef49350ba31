-- One row per coaching session and behaviour that was worked on, with how often it was met before and after.
-- grain: session_id, criterion_code
with

worked_on as (
    select session_id, agent_id, held_on, note, unnest(criterion_codes) as criterion_code
    from ops.coaching_session
)

select
    session_id,
    worked_on.agent_id,
    worked_on.held_on,
    criterion_code,
    worked_on.note,
    effect.before_rate,
    coalesce(effect.before_n, 0) as before_n,
    effect.after_rate,
    coalesce(effect.after_n, 0) as after_n,
    effect.difference,
    effect.low,
    effect.high,
    coalesce(effect.verdict_code, 'too_early') as verdict_code
from worked_on
left join findings.coaching_effect as effect using (session_id, criterion_code)
