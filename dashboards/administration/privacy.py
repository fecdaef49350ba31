"""Privacy: what personal data is masked, and what remains? How long anything is kept: `kept.py`."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import access, components, conversation, marts, sentences
from dashboards.administration import kept
from pipelines.settings import load_settings

MASKS = """select language_code, mask, count(*) as mask_count, count(distinct contact_id) as contact_count
    from (
        select contact_id, coalesce(language_code, 'unknown') as language_code,
            unnest(regexp_extract_all(text, '\\[([A-Z_]+)\\]', 1)) as mask
        from marts.turn
    )
    group by all order by language_code, mask_count desc"""
# What of the shape of personal data still stands in the words: a code holds letters and digits, such as an order number.
REMAINING = r"""with shown as (
        select contact_id, coalesce(language_code, 'unknown') as language_code, text,
            regexp_replace(text, '(?i)\b[a-z]{1,4}-?\d{5,}\b', ' ', 'g') as without_codes
        from marts.turn
    ),
    found as (
        select contact_id, language_code, unnest([
            if(regexp_matches(text, '[[:alnum:]._%+-]+@[[:alnum:]-]+\.[[:alpha:]]'), 'email', null),
            if(regexp_matches(without_codes, '(\d[ .-]?){7,}'), 'number', null),
            if(without_codes <> text, 'code', null)
        ]) as kind
        from shown
    )
    select language_code, kind, count(*) as turn_count, count(distinct contact_id) as contact_count
    from found where kind is not null group by all order by kind, language_code"""
KINDS = {"email": "E-mail address", "number": "Number of seven digits or more", "code": "Code of letters and digits"}
REMAINING_COLUMNS = {
    "language": st.column_config.TextColumn("Language", width=100),
    "what": st.column_config.TextColumn("What looks like it", width=260),
    "turn_count": st.column_config.NumberColumn("Turns", format="localized", width=100),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=100),
}
COLUMNS = {
    "language": st.column_config.TextColumn("Language", width=100),
    "what": st.column_config.TextColumn("Put in the place of", width=160),
    "mask_count": st.column_config.NumberColumn("Times", format="localized", width=100),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=100),
}
REMAINS = (
    "Names that no rule and no model knows, and places and dates that together point at one person, may remain in transcripts.",
    "Who a customer is stands in no published file: customers are linked by a keyed hash that stays in the warehouse.",
    "The names or ids of agents are published, for those whose role is to help them.",
)
TO_MASK = (
    "A code may be an order number, which tells who it was to anybody who can look it up: a pattern under [privacy.patterns] in"
    " voc.toml masks it from the next pull on."
)
NOT_COUNTED = "How many names, places and spoken numbers remain is not known: read some conversations of each language."


def show() -> None:
    """What remains first, then how long it is kept, then what was taken out."""
    _show_remaining()
    with components.card("remains"):
        components.heading("What masking does not cover")
        for sentence in (*REMAINS, say_cells(load_settings().access.smallest_cell)):
            components.note(sentence)
    kept.show()
    _show_masks()


def _show_masks() -> None:
    masked = marts.ask(MASKS)
    with components.card("masks"):
        components.heading(
            say(masked, int(marts.run()["masked_count"] or 0)), "In the published transcripts, by language"
        )
        if not access.reader().may("read_transcripts"):
            components.note("Your role reads no transcripts, so it cannot see what was masked in them.")
        shown = _named(masked).assign(what=masked["mask"].map(say_mask))
        components.table(shown, COLUMNS, "masks", height="content")


def _show_remaining() -> None:
    """What masking may have missed, as far as its shape tells; for who may read the words at all."""
    if not access.reader().may("read_transcripts"):
        return
    remaining = marts.ask(REMAINING)
    with components.card("remaining"):
        components.heading(say_remaining(remaining), "In the published transcripts, by its shape alone")
        shown = _named(remaining).assign(what=remaining["kind"].map(KINDS))
        components.table(shown, REMAINING_COLUMNS, "remaining", height="content")
        if (remaining["kind"] == "code").any():
            components.note(TO_MASK)
        components.note(NOT_COUNTED)


def _named(rows: pd.DataFrame) -> pd.DataFrame:
    labels = dict(marts.dimension_values("language_code").itertuples(index=False))
    codes = rows["language_code"]
    return rows.assign(language=codes.map(labels).fillna(codes.map(sentences.upper_first)))


def say_mask(mask: str) -> str:
    """Phone; a pattern of one's own by its name."""
    known = conversation.MASKS.get(mask, "").removesuffix(" hidden")
    return sentences.upper_first(known or mask.replace("_", " ").lower())


def say_remaining(remaining: pd.DataFrame) -> str:
    """Turns that still hold what looks like personal data: none an e-mail address, 6 a number of seven digits or more, …"""
    counts = remaining.groupby("kind")["turn_count"].sum().to_dict()
    told = []
    for kind, article in (("email", "an"), ("number", "a"), ("code", "a")):
        count = sentences.format_count(counts[kind]) if kind in counts else "none"
        told.append(f"{count} {article} {sentences.lower_first(KINDS[kind])}")
    return f"Turns that still hold what looks like personal data: {', '.join(told)}"


def say_cells(smallest: int) -> str:
    """Who could see a number of so few contacts that it points at a person."""
    if smallest < 2:
        return "No cell is hidden, however few contacts it is of: [access] smallest_cell in voc.toml is not set."
    return (
        f"Numbers of fewer than {smallest} contacts could point at a person: viewers see them put together with others"
        " (smallest_cell in voc.toml). Every other role sees them, and who compares many slices can still learn of few."
    )


def say(masked: pd.DataFrame, masked_count: int) -> str:
    languages = masked["language_code"].nunique()
    if not len(masked):
        return f"{sentences.count_of(masked_count, 'piece')} of personal data masked in all deliveries so far"
    total = int(masked["mask_count"].sum())
    return f"{sentences.count_of(total, 'mask')} stand in transcripts of {sentences.count_of(languages, 'language')}"
