-- One row per contact that may show a behaviour of the relation focus: an agent's own surest ones, met and missed, and the
-- surest that others met, for each reason. Where nothing says when it was missed, the agent's last turn does.
-- grain: contact_id, criterion_code
with

judged as (
    select
        verdict.*,
        focus.agent_id is not null as is_in_focus,
        row_number() over (
            partition by
                criterion_code,
                verdict,
                focus.agent_id is not null,
                coalesce(focus.agent_id, reason_code)
            order by confidence desc, contact_date desc, contact_id
        ) as place
    from recent_verdict as verdict
    left join focus using (agent_id, criterion_code)
    where criterion_code in (select criterion_code from focus) and verdict.agent_id <> 'unknown'
),

sure as (
    select *
    from judged
    where place <= 40 and (is_in_focus or verdict = 'met')
),

last_said as (
    select contact_id, max(turn_index) as turn_index
    from core.turn
    where speaker = 'agent' and contact_id in (select contact_id from sure)
    group by contact_id
)

select
    contact_id,
    sure.agent_id,
    sure.criterion_code,
    sure.verdict,
    sure.confidence,
    turn.turn_index,
    turn.text,
    sure.contact_date,
    sure.reason_code
from sure
left join last_said using (contact_id)
left join core.turn as turn
    on turn.contact_id = sure.contact_id
    and turn.turn_index
    = coalesce(sure.evidence_turn_indexes[1], case when sure.verdict = 'not_met' then last_said.turn_index end)
order by contact_id, criterion_code
