-- One row per contact: its record joined with its transcript and survey, whichever came first.
-- grain: contact_id
-- constant as in: staging.contact
with

-- Within one source a contact is stored once.
twice as (
    select contact_id
    from staging.contact
    where (select count(distinct source_code) > 1 from raw.contact)
    group by contact_id
    having count(*) > 1
),

-- Of several sources a record outranks what a transcript tells, and then the names of sources decide.
ranked as (
    select *
    from staging.contact
    join (
        select source_code, row_number() over (order by is_transcript, source_code) as source_rank
        from (select distinct source_code, is_transcript from staging.contact)
    ) using (source_code)
    where contact_id in (from twice)
),

attributed_twice as (
    select contact_id
    from ranked
    where cardinality(attributes) > 0
    group by contact_id
    having count(*) > 1
),

attributed as (
    select
        contact_id,
        list_reduce(list(attributes order by source_rank desc), lambda lower, higher: map_concat(lower, higher)) as attributes
    from ranked
    where cardinality(attributes) > 0 and contact_id in (from attributed_twice)
    group by contact_id
),

-- A contact of one source is taken as it is.
merged as (
    select * exclude (is_transcript)
    from staging.contact
    where contact_id not in (from twice)
    union all by name
    select
        told.* exclude (attributes),
        coalesce(attributed.attributes, told.attributes, map {}) as attributes
    from (
        select contact_id, min_by(columns(* exclude (contact_id, is_transcript, source_rank)), source_rank)
        from ranked
        group by contact_id
    ) as told
    left join attributed using (contact_id)
),

transcribed as (
    select
        contact_id,
        arg_min(language_code, turn_index) as language_code,
        count(*) as turn_count,
        bool_or(speaker = 'unknown') as has_unknown_speakers
    from core.turn
    group by contact_id
),

-- What clocks show is asked once for each quarter of an hour: zones change at its start, if at all.
quarter as (
    select
        site_timezone,
        started_quarter,
        timezone(site_timezone, timezone('UTC', started_quarter)) - started_quarter as shift
    from (
        select distinct site_timezone, time_bucket(interval 15 minutes, started_at) as started_quarter
        from staging.contact
    )
),

looked_up as (
    select lookup_code, code, min_by(label, source_code) as label
    from staging.lookup
    group by all
)

select
    merged.* exclude (
        channel_code, language_code, site_code, csat_score, nps_score, is_resolved,
        disposition_code, queue_label, agent_label, team_label
    ),
    coalesce(merged.channel_code, 'unknown') as channel_code,
    coalesce(merged.language_code, transcribed.language_code, 'unknown') as language_code,
    coalesce(merged.site_code, 'unknown') as site_code,
    coalesce(disposition.label, merged.disposition_code) as disposition_code,
    coalesce(queue.label, merged.queue_label) as queue_label,
    coalesce(agent.label, merged.agent_label) as agent_label,
    coalesce(team.label, merged.team_label) as team_label,
    coalesce(survey.csat_score, merged.csat_score) as csat_score,
    coalesce(survey.nps_score, merged.nps_score) as nps_score,
    coalesce(survey.is_resolved, merged.is_resolved) as is_resolved,
    merged.started_at + quarter.shift as started_local,
    started_local::date as contact_date,
    coalesce(transcribed.turn_count, 0) as turn_count,
    coalesce(transcribed.has_unknown_speakers, false) as has_unknown_speakers
from merged
left join transcribed using (contact_id)
left join core.survey as survey using (contact_id)
left join quarter
    on quarter.site_timezone = merged.site_timezone
    and quarter.started_quarter = time_bucket(interval 15 minutes, merged.started_at)
left join looked_up as disposition
    on disposition.lookup_code = 'disposition_code' and disposition.code = merged.disposition_code
left join looked_up as queue on queue.lookup_code = 'queue_label' and queue.code = merged.queue_label
left join looked_up as agent on agent.lookup_code = 'agent_label' and agent.code = merged.agent_id
left join looked_up as team on team.lookup_code = 'team_label' and team.code = merged.team_label
