"""Reader: what was said in one contact, why did it come, how did it feel, and what does each turn prove?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, contacts, conversation, sentences
from dashboards.conversations.results import ROWS, Place, read
from dashboards.performance import handled
from dashboards.performance.found import scorecard
from dashboards.searching import Node

MOST_OF_A_CHAIN = 12


def show(contact_id: str, asked: Node | None, place: Place) -> None:
    """One contact with the ways to those beside it; a sentence where it is gone."""
    _show_ways(place)
    found = contacts.contact(contact_id)
    if found.empty:
        components.empty("This contact is not in the published data.", "It may have been erased; choose another one.")
        return
    contact = found.iloc[0].to_dict()
    components.heading(conversation.contact_title(contact), conversation.contact_when(contact))
    components.facts(conversation.contact_facts(contact))
    if isinstance(contact["topic_label"], str):
        with st.container(key="topic-links"):
            components.link("topics", f"Topic: {contact['topic_label']}", topic=contact["topic_code"])
    _show_chain(contact_id, contacts.chain(contact_id))
    _show_talk(contact, asked)


def _show_ways(place: Place) -> None:
    """Previous and next, by mouse or key (P and N), and how far the reader is."""
    with st.container(horizontal=True, gap="small", key="ways", vertical_alignment="center"):
        _way("Previous", "P", ":material/arrow_back:", place.before, (place.position or 0) - 1)
        _way("Next", "N", ":material/arrow_forward:", place.after, (place.position or 0) + 1)
        where = (
            "Not among the results shown" if place.position is None else f"{place.position + 1:,} of {place.total:,}"
        )
        st.caption(where)


def _way(label: str, key: str, icon: str, contact_id: str | None, position: int) -> None:
    page = max(position, 0) // ROWS + 1
    st.button(
        label,
        key=f"way-{label.lower()}",
        icon=icon,
        shortcut=key,
        disabled=contact_id is None,
        on_click=read,
        args=(contact_id or "", page),
    )


def _show_chain(contact_id: str, chain: pd.DataFrame) -> None:
    """The same customer's contacts about the same reason; only links to the others."""
    if chain.empty:
        return
    place = chain["contact_id"].tolist().index(contact_id) + 1
    with st.container(key="chain"):
        components.note(f"Contact {place} of {len(chain)} of this customer about the same reason, one after the other:")
        with st.container(horizontal=True, gap="small", key="chain-links"):
            for row in chain.head(MOST_OF_A_CHAIN).itertuples():
                if row.contact_id != contact_id:
                    day = sentences.format_date(row.contact_date) if pd.notna(row.contact_date) else "no date"
                    components.link("contacts", f"{day}, {row.channel_label}", contact=row.contact_id)


def _show_talk(contact: Mapping[str, Any], asked: Node | None) -> None:
    turns = contacts.turns(contact["contact_id"])
    if turns.empty:
        components.empty("This contact has no transcript.", "Its reason comes from the code that the agent chose.")
        return
    access.audit_once("transcript_viewed", contact["contact_id"])
    handled.show_feeling(contact, turns)
    marked = st.query_params.get("turn", "")
    card = scorecard(contact["contact_id"])
    with st.container(height=520, border=False, key="talk"):
        conversation.conversation(
            turns,
            int(marked) if marked.isdigit() else None,
            with_quotes(handled.evidence_of(card), contacts.quoted(contact["contact_id"])),
            asked,
        )
    handled.show_scorecard(contact, card)


def with_quotes(evidence: Mapping[int, Sequence[str]], quoted: pd.DataFrame) -> dict[int, list[str]]:
    """What each turn proves, and what it serves as a quote for, by turn_index."""
    both = {turn: list(words) for turn, words in evidence.items()}
    for row in quoted.itertuples():
        both.setdefault(int(row.turn_index), []).append(row.words)
    return both
