"""Privacy: what personal data is masked, and what remains? How long anything is kept: `kept.py`."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, sentences
from dashboards.administration import kept

MASKS = """select language_code, mask, count(*) as mask_count, count(distinct contact_id) as contact_count
    from (
        select contact_id, coalesce(language_code, 'unknown') as language_code,
            unnest(regexp_extract_all(text, '\\[([A-Z_]+)\\]', 1)) as mask
        from marts.turn
    )
    group by all order by language_code, mask_count desc"""
COLUMNS = {
    "language_code": st.column_config.TextColumn("Language", width=100),
    "mask": st.column_config.TextColumn("Put in the place of", width=160),
    "mask_count": st.column_config.NumberColumn("Times", format="localized", width=100),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=100),
}
REMAINS = (
    "Names that no rule and no model knows, and places and dates that together point at one person, may remain in transcripts.",
    "Who a customer is stands in no published file: customers are linked by a keyed hash that stays in the warehouse.",
    "The names or ids of agents are published, for those whose role is to help them.",
    "Cells of few contacts are hidden from viewers only; analysts see them.",
)


def show() -> None:
    kept.show()
    masked = marts.ask(MASKS)
    with components.card("masks"):
        components.heading(
            say(masked, int(marts.run()["masked_count"] or 0)), "In the published transcripts, by language"
        )
        if not access.reader().may("read_transcripts"):
            components.note("Your role reads no transcripts, so it cannot see what was masked in them.")
        components.table(masked, COLUMNS, "masks", height="content")
    with components.card("remains"):
        components.heading("What masking does not cover")
        for sentence in REMAINS:
            components.note(sentence)


def say(masked: pd.DataFrame, masked_count: int) -> str:
    languages = masked["language_code"].nunique()
    if not len(masked):
        return f"{sentences.count_of(masked_count, 'piece')} of personal data masked by the last run"
    total = int(masked["mask_count"].sum())
    return f"{sentences.count_of(total, 'mask')} stand in transcripts of {sentences.count_of(languages, 'language')}"
