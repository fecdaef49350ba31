-- One row per topic that is mostly in one language and has a twin in another: the reasons of their contacts are distributed
-- alike (Bhattacharyya coefficient of those that are sure), each more like the other than like any other topic there. Their
-- words cannot say so, since an encoder reads the languages differently; teams that answer both give the same reasons.
-- grain: topic_code
with

spoken as (
    select topic_code, language_code, reason_code, share_of_topic
    from trends.topic_reason
    join trends.topic_recent using (topic_code)
    where language_code is not null and reason_code <> 'unsure' and topic_recent.contact_count >= 10
    -- Topics of many reasons are alike whatever they are about.
    qualify max(share_of_topic) over (partition by topic_code) >= 0.4
),

paired as (
    select
        one.topic_code,
        one.language_code,
        other.topic_code as twin_code,
        other.language_code as twin_language_code,
        sum(sqrt(one.share_of_topic * other.share_of_topic)) as likeness  -- 0-1
    from spoken as one
    join spoken as other on one.reason_code = other.reason_code and one.language_code <> other.language_code
    group by all
    having likeness >= 0.7
),

best as (
    select *
    from paired
    qualify row_number() over (
        partition by topic_code, twin_language_code order by likeness desc, least(topic_code, twin_code), twin_code
    ) = 1
)

select one.topic_code, one.twin_code, one.likeness
from best as one
join best as other on one.topic_code = other.twin_code and one.twin_code = other.topic_code
qualify row_number() over (partition by one.topic_code order by one.likeness desc, one.twin_code) = 1
