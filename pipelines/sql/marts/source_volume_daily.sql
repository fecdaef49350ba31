-- One row per source, channel and day of the last four weeks: the contacts beside those that are usual on that weekday.
-- What is usual is the median of the eight weeks before the day; outside of three robust spreads around it a day is odd.
-- grain: source_code, channel_code, contact_date
with

counted as (
    select source_code, channel_code, contact_date, count(*) as contact_count
    from core.contact
    where contact_date > getvariable('as_of')::date - 84 and contact_date <= getvariable('as_of')::date
    group by all
),

lane as (
    select source_code, channel_code, min(contact_date) as first_date
    from counted
    group by all
),

-- A day on which a source delivered nothing is a day of no contacts, from its first one on.
filled as (
    select lane.source_code, lane.channel_code, day.contact_date, coalesce(counted.contact_count, 0) as contact_count
    from lane
    join core.day as day
        on day.contact_date between lane.first_date and getvariable('as_of')::date
    left join counted
        on counted.source_code = lane.source_code
        and counted.channel_code = lane.channel_code
        and counted.contact_date = day.contact_date
),

expected as (
    select
        now.source_code,
        now.channel_code,
        now.contact_date,
        any_value(now.contact_count) as contact_count,
        if(count(earlier.contact_count) >= 4, median(earlier.contact_count), null)::double as expected_count,
        greatest(1.4826 * mad(earlier.contact_count), sqrt(greatest(median(earlier.contact_count), 1))) as spread
    from filled as now
    left join filled as earlier
        on earlier.source_code = now.source_code
        and earlier.channel_code = now.channel_code
        and earlier.contact_date between now.contact_date - 56 and now.contact_date - 7
        and dayofweek(earlier.contact_date) = dayofweek(now.contact_date)
    where now.contact_date > getvariable('as_of')::date - 28
    group by all
)

select
    source_code,
    channel_code,
    coalesce(label.value_label, channel_code) as channel_label,
    contact_date,
    contact_count,
    expected_count,
    greatest(expected_count - 3 * spread, 0) as lower_count,
    expected_count + 3 * spread as upper_count,
    -- Of a few contacts a day nothing is said.
    coalesce(
        greatest(expected_count, contact_count) >= 10 and contact_count not between lower_count and upper_count, false
    ) as is_odd
from expected
left join ops.dimension_label as label
    on label.dimension_code = 'channel_code' and label.value_code = expected.channel_code
