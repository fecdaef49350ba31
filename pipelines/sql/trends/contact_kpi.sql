-- One row per dated contact up to the run's last day: what it adds to each sum that KPIs are made of (1 or 0, or seconds).
-- Every mart that sums them, sums these.
-- grain: contact_id
-- counted by day: contact_date since contacts_since
with

classed as (
    select
        contact.*,
        not coalesce(is_abandoned, false) as is_served,
        (queue_seconds is not null or coalesce(is_abandoned, false)) and not coalesce(is_callback, false) as is_queued,
        is_served and handle_seconds is not null as is_handled,
        is_queued and is_served as is_answered,
        is_queued and not is_served as is_lost,
        coalesce(transfer_count, 0) > 0 as is_transferred,
        coalesce(mature.is_mature, false) and is_served as is_mature,
        mature.repeated_by_contact_id is not null as is_repeated,
        quality.qa_score,
        quality.is_auto_failed,
        feeling.start_sentiment is not null as is_felt,
        feeling.start_sentiment,
        feeling.low_sentiment,
        feeling.end_sentiment,
        feeling.is_turned_around,
        feeling.is_escalated,
        feeling.has_churn_risk,
        feeling.effort,
        60 * hour(started_local) + minute(started_local) as local_minute
    from trends.contact_reason as contact
    left join trends.contact_repeat as mature using (contact_id)
    left join findings.contact_quality as quality using (contact_id)
    left join findings.contact_feeling as feeling using (contact_id)
),

own_hours as (
    select distinct site_code
    from ops.opening_hours
    where site_code is not null
),

-- The opening hours of each site that has contacts: its own, or those of all.
opening as (
    select site.site_code, hours.weekday, hours.opens_minute, hours.closes_minute
    from (select distinct site_code from trends.contact_reason) as site
    left join own_hours using (site_code)
    join ops.opening_hours as hours on hours.site_code is not distinct from own_hours.site_code
)

select
    contact_id,
    contact_date,
    reason_code,
    channel_code,
    classed.site_code,
    language_code,
    coalesce(product_code, 'unknown') as product_code,
    coalesce(region_code, 'unknown') as region_code,
    coalesce(carrier_code, 'unknown') as carrier_code,
    coalesce(queue_label, 'unknown') as queue_label,
    coalesce(team_label, 'unknown') as team_label,
    coalesce(agent_id, 'unknown') as agent_id,
    case
        when started_local is null then 'unknown'
        when local_minute >= opening.opens_minute and local_minute < opening.closes_minute then 'business'
        else 'outside'
    end as hours_code,

    1 as contact_count,
    (turn_count > 0)::integer as transcript_count,
    (method <> 'none')::integer as analysed_count,
    (reason_code = 'unsure')::integer as unsure_count,

    is_queued::integer as queued_count,
    is_answered::integer as answered_count,
    (is_answered and queue_seconds <= setting.threshold_seconds)::integer as answered_within_count,
    is_lost::integer as abandoned_count,
    coalesce(is_lost and queue_seconds <= setting.threshold_seconds, false)::integer as abandoned_within_count,
    coalesce(is_lost and queue_seconds <= setting.short_abandon_seconds, false)::integer as short_abandoned_count,
    case when is_answered then queue_seconds else 0 end as answered_queue_seconds,
    answered_queue_seconds * answered_queue_seconds as answered_queue_seconds_squared,

    is_handled::integer as handled_count,
    case when is_handled then handle_seconds else 0 end as handle_seconds,
    case when is_handled then classed.handle_seconds * classed.handle_seconds else 0 end as handle_seconds_squared,
    case when is_handled then coalesce(talk_seconds, 0) else 0 end as talk_seconds,
    case when is_handled then coalesce(hold_seconds, 0) else 0 end as hold_seconds,
    case when is_handled then coalesce(classed.hold_seconds * classed.hold_seconds, 0) else 0 end as hold_seconds_squared,
    (is_handled and coalesce(classed.hold_seconds, 0) > 0)::integer as held_count,
    case when is_handled then coalesce(wrap_seconds, 0) else 0 end as wrap_seconds,
    (is_handled and is_transferred)::integer as transferred_count,

    is_mature::integer as mature_count,
    (is_mature and is_repeated)::integer as repeated_count,
    (is_mature and not is_transferred)::integer as direct_mature_count,
    (is_mature and is_repeated and not is_transferred)::integer as direct_repeated_count,

    (csat_score is not null)::integer as csat_response_count,
    coalesce(csat_score >= 4, false)::integer as csat_satisfied_count,
    coalesce(is_survey_sent, false)::integer as survey_sent_count,
    (coalesce(is_survey_sent, false) and csat_score is not null)::integer as survey_answered_count,
    (nps_score is not null)::integer as nps_response_count,
    coalesce(nps_score >= 9, false)::integer as nps_promoter_count,
    coalesce(nps_score <= 6, false)::integer as nps_detractor_count,

    (qa_score is not null)::integer as qa_scored_count,
    coalesce(qa_score, 0) as qa_score_sum,
    coalesce(qa_score * qa_score, 0) as qa_score_squared,
    coalesce(qa_score is not null and is_auto_failed, false)::integer as auto_failed_count,

    -- Dissatisfied is what vocmodels/sentiment_course.py calls so; angry is twice as far.
    is_felt::integer as felt_count,
    coalesce(start_sentiment <= -0.3, false)::integer as negative_start_count,
    coalesce(start_sentiment <= -0.3 and is_turned_around, false)::integer as turned_around_count,
    coalesce(is_felt and end_sentiment <= -0.3, false)::integer as negative_end_count,
    coalesce(is_felt and is_escalated, false)::integer as escalated_count,
    (is_felt and (coalesce(is_escalated, false) or coalesce(low_sentiment <= -0.6, false)))::integer as hard_count,
    (has_churn_risk is not null)::integer as churn_known_count,
    coalesce(has_churn_risk, false)::integer as churn_risk_count,
    (effort is not null)::integer as effort_count,
    coalesce(effort, 0) as effort_sum,
    coalesce(effort * effort, 0) as effort_squared
from classed
cross join ops.setting as setting
left join opening on opening.site_code = classed.site_code and opening.weekday = isodow(classed.contact_date)
