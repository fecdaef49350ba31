-- One row per kind of what is counted (contacts' KPIs, agents' states, series) and day, with a key that changes with anything that
-- the day's records add to it; and one without a day per kind, whose key changes with what is the same for all days.
-- grain: kind_code, key_date, day_key
with

contact as materialized (
    select
        contact_date,
        hash(
            contact_id, run_id, customer_id, direction_code, previous_contact_id, started_at, site_timezone, agent_id,
            queue_label, team_label, channel_code, language_code, site_code, product_code, region_code, carrier_code,
            queue_seconds, talk_seconds, hold_seconds, wrap_seconds, handle_seconds, is_abandoned, is_callback,
            transfer_count, turn_count, csat_score, nps_score, is_survey_sent
        ) as record_key,
        hash(
            found.reason_code, found.method, quality.qa_score, quality.is_auto_failed, feeling.start_sentiment,
            feeling.low_sentiment, feeling.end_sentiment, feeling.is_turned_around, feeling.is_escalated,
            feeling.has_churn_risk, feeling.effort
        ) as finding_key,
        coalesce(found.reason_code, 'unsure') as reason_code,
        hash(
            contact_id, found.reason_code, topic.topic_code, product_code, region_code, carrier_code, channel_code, site_code,
            language_code, queue_label, team_label, attributes
        ) as series_key
    from core.contact
    left join findings.contact_reason as found using (contact_id)
    left join findings.contact_quality as quality using (contact_id)
    left join findings.contact_feeling as feeling using (contact_id)
    left join findings.contact_topic as topic using (contact_id)
    where contact_date <= getvariable('as_of')
),

seat as (
    select agent_id, arg_max(site_timezone, started_at) as zone
    from core.contact
    where agent_id is not null
    group by agent_id
)

select 'contact' as kind_code, contact_date as key_date, hash(count(*), bit_xor(hash(record_key, finding_key))) as day_key
from contact
group by contact_date
union all
select 'series', contact_date, hash(count(*), bit_xor(series_key))
from contact
group by contact_date
union all
select 'state', started_at::date, hash(count(*), bit_xor(hash(agent_id, started_at, ended_at, state_code)))
from core.agent_state
where started_at::date <= getvariable('as_of')::date + 1
group by started_at::date
union all
-- The last day itself: which contacts are mature follows it, even where nothing else came.
select unnest(['contact', 'state']), getvariable('as_of')::date, hash('as of')
union all
select 'contact', null, hash(
    (select list(setting) from ops.setting as setting),
    (select list(hours order by hours) from ops.opening_hours as hours),
    (select list(used order by used) from ops.hash_key as used)
)
union all
select 'state', null, hash(
    (select list(setting) from ops.setting as setting),
    (select list(class order by class) from ops.agent_state_class as class),
    (select list(agent order by agent_id) from core.agent as agent),
    (select list(seat order by agent_id) from seat)
)
union all
select 'series', null, hash(
    (select list(dimension order by dimension) from ops.dimension as dimension),
    (select list(reason order by reason) from ops.taxonomy_reason as reason),
    (select list(distinct reason_code order by reason_code) from contact)
)
