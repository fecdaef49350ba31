-- One row per contact that people can look up; those without a time are here too.
-- grain: contact_id
with

-- The customer's first turn that says more than a greeting.
opening as (
    select
        contact_id,
        coalesce(
            min_by(text, turn_index) filter (length(text) >= 25),
            min_by(text, turn_index)
        )[1:140] as first_words
    from core.turn
    where speaker = 'customer'
    group by contact_id
)

select
    contact.contact_id,
    contact.contact_date,
    contact.started_at,
    contact.started_local,
    contact.channel_code,
    coalesce(channel.value_label, contact.channel_code) as channel_label,
    contact.site_code,
    coalesce(site.value_label, contact.site_code) as site_label,
    contact.language_code,
    coalesce(language.value_label, contact.language_code) as language_label,
    contact.queue_label,
    contact.team_label,
    contact.agent_id,
    coalesce(agent.agent_label, contact.agent_id) as agent_label,
    contact.disposition_code,
    coalesce(disposition.disposition_label, contact.disposition_code) as disposition_label,
    coalesce(found.reason_code, 'unsure') as reason_code,
    coalesce(reason.reason_label, 'Not sure') as reason_label,
    reason.department_code,
    found.confidence,
    runner_up.reason_label as runner_up_label,
    coalesce(found.method, 'none') as method,
    nullif(topic.topic_code, 'unassigned') as topic_code,
    contact.product_code,
    contact.region_code,
    contact.carrier_code,
    contact.csat_score,
    quality.qa_score,
    quality.is_auto_failed,
    feeling.start_sentiment,
    feeling.low_sentiment,
    feeling.end_sentiment,
    feeling.low_turn_index,
    feeling.is_turned_around,
    feeling.is_escalated,
    feeling.effort,
    feeling.effort_signs,
    feeling.has_churn_risk,
    feeling.churn_turn_index,
    contact.handle_seconds,
    contact.queue_seconds,
    contact.hold_seconds,
    contact.transfer_count,
    contact.is_abandoned,
    contact.turn_count,
    contact.turn_count > 0 as has_transcript,
    opening.first_words,
    contact.attributes
from core.contact as contact
left join findings.contact_reason as found using (contact_id)
left join ops.taxonomy_reason as reason on reason.reason_code = coalesce(found.reason_code, 'unsure')
left join findings.contact_topic as topic using (contact_id)
left join findings.contact_quality as quality using (contact_id)
left join findings.contact_feeling as feeling using (contact_id)
left join ops.taxonomy_reason as runner_up on runner_up.reason_code = found.runner_up_code
left join core.agent as agent using (agent_id)
left join ops.disposition as disposition using (disposition_code)
left join ops.dimension_label as channel
    on channel.dimension_code = 'channel_code' and channel.value_code = contact.channel_code
left join ops.dimension_label as site
    on site.dimension_code = 'site_code' and site.value_code = contact.site_code
left join ops.dimension_label as language
    on language.dimension_code = 'language_code' and language.value_code = contact.language_code
left join opening using (contact_id)
where contact.contact_date is null or contact.contact_date <= getvariable('as_of')
