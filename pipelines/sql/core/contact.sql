-- One row per contact: its record joined with its transcript and survey, whichever came first.
-- grain: contact_id
with

-- A record outranks what a transcript tells of the same contact.
merged as (
    select
        contact_id,
        min_by(source_code, (is_transcript, source_code)) as source_code,
        any_value(columns(* exclude (contact_id, source_code, is_transcript, attributes)) order by is_transcript, source_code),
        any_value(attributes order by is_transcript, source_code) as attributes
    from staging.contact
    group by contact_id
),

transcribed as (
    select contact_id, any_value(language_code order by turn_index) as language_code, count(*) as turn_count
    from core.turn
    group by contact_id
)

select
    merged.* exclude (channel_code, language_code, site_code, csat_score, nps_score, is_resolved),
    coalesce(merged.channel_code, 'unknown') as channel_code,
    coalesce(merged.language_code, transcribed.language_code, 'unknown') as language_code,
    coalesce(merged.site_code, 'unknown') as site_code,
    coalesce(survey.csat_score, merged.csat_score) as csat_score,
    coalesce(survey.nps_score, merged.nps_score) as nps_score,
    coalesce(survey.is_resolved, merged.is_resolved) as is_resolved,
    timezone(merged.site_timezone, timezone('UTC', merged.started_at)) as started_local,
    timezone(merged.site_timezone, timezone('UTC', merged.started_at))::date as contact_date,
    coalesce(transcribed.turn_count, 0) as turn_count
from merged
left join transcribed using (contact_id)
left join core.survey as survey using (contact_id)
