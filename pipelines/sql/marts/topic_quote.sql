-- One row per topic and quote of the last four weeks.
-- grain: topic_code, quote_rank
select
    quote.subject_code as topic_code,
    quote.quote_rank,
    quote.contact_id,
    quote.turn_index,
    quote.text,
    coalesce(label.value_label, contact.channel_code) as channel_label,
    contact.contact_date,
    contact.language_code
from findings.quote as quote
join core.contact as contact using (contact_id)
left join ops.dimension_label as label
    on label.dimension_code = 'channel_code' and label.value_code = contact.channel_code
where quote.subject_kind = 'topic'
