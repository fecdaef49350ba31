-- One row per topic that hardly existed before the last four weeks and is still spoken of, with the day on which it could have
-- been seen first: three of its contacts had come within a week, where so many come by chance once in a thousand weeks. What
-- is usual is its share of contacts before those four weeks, times the contacts of the week. With a hundred topics some three
-- a month have such a week by chance; but such a topic has to have five times its share of before as well.
-- grain: topic_code
with

spoken_day as (
    select contact_date, count(*) as all_count
    from trends.contact_reason
    where turn_count > 0
    group by contact_date
),

topic_day as (
    select topic_code, contact_date, count(*) as contact_count
    from trends.contact_topic
    group by all
),

-- Half a contact stands for what a topic without any might have had (Jeffreys).
before as (
    select
        topic_code,
        coalesce(sum(contact_count) filter (contact_date <= getvariable('as_of')::date - 28), 0) as old_count,
        coalesce(sum(contact_count) filter (contact_date > getvariable('as_of')::date - 28), 0) as new_count,
        max(contact_date) as last_date
    from topic_day
    group by topic_code
),

history as (
    select
        sum(all_count) filter (contact_date <= getvariable('as_of')::date - 28) as old_all,
        sum(all_count) filter (contact_date > getvariable('as_of')::date - 28) as new_all,
        count(*) filter (contact_date <= getvariable('as_of')::date - 28) as old_days
    from spoken_day
),

begun as (
    select topic_code, (old_count + 0.5) / old_all as usual_share
    from before
    cross join history
    where
        old_days >= 28
        and new_count / new_all >= 5 * (old_count + 0.5) / old_all
        and last_date > getvariable('as_of')::date - 7
),

week as (
    select
        begun.topic_code,
        day.contact_date,
        coalesce(sum(topic_day.contact_count), 0)::bigint as week_count,
        any_value(day.week_all) * any_value(usual_share) as usual_count
    from begun
    cross join (
        select
            contact_date,
            sum(all_count) over (order by contact_date range between interval 6 days preceding and current row) as week_all
        from spoken_day
    ) as day
    left join topic_day
        on topic_day.topic_code = begun.topic_code
        and topic_day.contact_date between greatest(day.contact_date - 6, getvariable('as_of')::date - 27) and day.contact_date
    where day.contact_date > getvariable('as_of')::date - 28
    group by begun.topic_code, day.contact_date
)

select topic_code, min(contact_date) as first_seen_date
from week
where
    week_count >= 3
    -- The Poisson distribution's upper tail.
    and 1 - list_sum(list_transform(
        range(0, week_count), lambda k: exp(k * ln(usual_count) - usual_count - lgamma(k + 1))
    )) < 0.001
group by topic_code
