-- One row per source and column of a contact: on how many of the last 28 days' contacts it is empty, and of the 28 before.
-- "unknown" stands for nothing given, and counts as empty.
-- grain: source_code, column_name
with

given as (
    select
        * exclude (
            contact_id, run_id, started_local, started_at, attributes, turn_count, has_unknown_speakers, site_timezone
        ) replace (
            nullif(channel_code, 'unknown') as channel_code,
            nullif(language_code, 'unknown') as language_code,
            nullif(site_code, 'unknown') as site_code
        )
    from core.contact
    where contact_date > getvariable('as_of')::date - 56 and contact_date <= getvariable('as_of')::date
),

known as (
    select
        source_code,
        contact_date > getvariable('as_of')::date - 28 as is_recent,
        count(*) as row_count,
        count(columns(* exclude (source_code, contact_date)))
    from given
    group by source_code, is_recent
),

by_column as (
    unpivot known
    on columns(* exclude (source_code, is_recent, row_count))
    into name column_name value known_count
)

select
    source_code,
    column_name,
    coalesce(sum(row_count) filter (is_recent), 0)::bigint as recent_count,
    coalesce(sum(row_count - known_count) filter (is_recent), 0)::bigint as recent_null_count,
    coalesce(sum(row_count) filter (not is_recent), 0)::bigint as before_count,
    coalesce(sum(row_count - known_count) filter (not is_recent), 0)::bigint as before_null_count
from by_column
group by source_code, column_name
