-- One row per day, reason, channel, site and language: contacts counted by the agents' codes, and by what is right instead
-- where a code is not. Both sums are the contacts whose code was judged.
-- grain: contact_date, reason_code, channel_code, site_code, language_code
with

counted as (
    select
        contact_date, channel_code, site_code, language_code,
        unnest([
            {'reason_code': given_code, 'by_code': 1, 'by_words': 0},
            {'reason_code': coalesce(right_code, given_code), 'by_code': 0, 'by_words': 1}
        ], recursive := true)
    from trends.audited_contact
)

select
    contact_date,
    reason_code,
    channel_code,
    site_code,
    language_code,
    sum(by_code)::bigint as by_code_count,
    sum(by_words)::bigint as by_words_count
from counted
group by all
