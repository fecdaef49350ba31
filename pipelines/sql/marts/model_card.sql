-- One row per line of the card of the model in force, in the order in which it is read: from what it learned, and how often
-- it is right on contacts that no model learned from (shares 0-1 with their 95 % interval, and of how many).
-- grain: place
select
    card.place,
    card.model_version,
    card.section_code,
    card.item_code,
    coalesce(item.reason_label, card.item_code) as item_label,
    card.other_code,
    coalesce(other.reason_label, card.other_code) as other_label,
    card.language_code,
    coalesce(language.value_label, card.language_code) as language_label,
    card.value,
    card.low_value,
    card.high_value,
    card.n
from ops.model_card as card
join ops.model_version as model on model.model_version = card.model_version and model.status_code = 'in_force'
left join ops.taxonomy_reason as item on card.section_code = 'confused' and item.reason_code = card.item_code
left join ops.taxonomy_reason as other on other.reason_code = card.other_code
left join ops.dimension_label as language
    on language.dimension_code = 'language_code' and language.value_code = card.language_code
