-- One row per label, definition or place in words of these marts, and what it is called in another language that reports are
-- written in.
-- grain: language_code, text
with

language as (
    select distinct language_code from ops.word
),

word as (
    select language_code, text, said from ops.word
    union all
    select
        word.language_code,
        'All of ' || word.text,
        case word.language_code when 'es' then word.said || ' (todos los motivos)' else 'All of ' || word.said end
    from ops.word as word
    where word.text in (select group_label from ops.taxonomy_reason)
),

part as (
    select slice_json, unnest(map_entries(from_json(slice_json, '"MAP(VARCHAR, VARCHAR)"')), recursive := true)
    from marts.slice
),

named as (
    select
        part.*,
        language.language_code,
        coalesce(label.value_label, part.value) as value_label,
        label.value_phrase,
        coalesce(dimension.phrase, lower(dimension.dimension_label) || ' {value}') as phrase
    from part
    cross join language
    left join ops.dimension as dimension on dimension.dimension_code = part.key
    left join ops.dimension_label as label on label.dimension_code = part.key and label.value_code = part.value
),

worded as (
    select
        named.*,
        coalesce(value_word.said, named.value_label) as value_said,
        coalesce(
            value_phrase_word.said,
            named.value_phrase,
            replace(coalesce(phrase_word.said, named.phrase), '{value}', value_said)
        ) as part_said
    from named
    left join word as value_word
        on value_word.language_code = named.language_code and value_word.text = named.value_label
    left join word as value_phrase_word
        on value_phrase_word.language_code = named.language_code and value_phrase_word.text = named.value_phrase
    left join word as phrase_word
        on phrase_word.language_code = named.language_code and phrase_word.text = named.phrase
),

slice as (
    select
        slice_json,
        language_code,
        -- Where it is said stands last, as in marts.slice.
        string_agg(part_said, ' ' order by part_said like 'in %' or part_said like 'en %', key) as slice_said,
        string_agg(value_said, ', ' order by key) as value_said
    from worded
    group by slice_json, language_code
),

spread as (
    select
        driver.alert_id,
        slice.language_code,
        string_agg(
            slice.value_said || ' (' || round(driver.share_of_excess * 100)::integer || ' %)', ', ' order by driver.driver_rank
        ) as said
    from marts.alert_driver as driver
    join slice using (slice_json)
    where driver.kind_code = 'largest' and driver.driver_rank <= 3
    group by driver.alert_id, slice.language_code
),

said as (
    select language_code, text, said from word
    union all
    select slice.language_code, named.slice_label, slice.slice_said from slice join marts.slice as named using (slice_json)
    union all
    select slice.language_code, named.value_label, slice.value_said from slice join marts.slice as named using (slice_json)
    union all
    select spread.language_code, alert.spread_label, spread.said from spread join marts.alert as alert using (alert_id)
)

select language_code, text, min(said) as said
from said
where text <> said
group by language_code, text
