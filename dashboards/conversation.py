"""Conversation: how is what a customer said put on a page?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import patterns, sentences
from dashboards.components import link, plain
from dashboards.searching import Node

MASKS = {
    "EMAIL": "e-mail hidden",
    "PHONE": "phone hidden",
    "CARD": "card hidden",
    "IBAN": "IBAN hidden",
    "SSN": "SSN hidden",
    "CVV": "security code hidden",
    "EXPIRY": "expiry date hidden",
    "NAME": "name hidden",
    "DOB": "date of birth hidden",
    "ID": "identity number hidden",
    "IP": "IP address hidden",
    "URL": "link hidden",
    "ADDRESS": "address hidden",
    "PASSWORD": "password hidden",
    "PASSPORT": "passport number hidden",
    "NUMBER": "number hidden",
    "ACCOUNT": "account number hidden",
    "DNI": "DNI hidden",
    "CURP": "CURP hidden",
    "RFC": "RFC hidden",
    "CEDULA": "cédula hidden",
}
MASK = re.compile(rf"\[({'|'.join(MASKS)})\]")
METHODS = {
    "label": "given by an analyst",
    "model": "read from the words",
    "disposition": "from the agent's code",
    "none": "not analysed",
}
CONTACT_COLUMNS: dict[str, Any] = {
    "started_local": st.column_config.DatetimeColumn("When", format="D MMM, HH:mm", width=100),
    "channel_label": st.column_config.TextColumn("Channel", width=92),
    "reason_label": st.column_config.TextColumn("Reason", width=140),
    "first_words": st.column_config.TextColumn("First words", width="large"),
}
# Into the box that holds the conversation, without moving the page.
SCROLL = """<script>
const turn = document.getElementById("turn-%d");
for (let box = turn && turn.parentElement; box; box = box.parentElement) {
  if (box.scrollHeight > box.clientHeight && /auto|scroll/.test(getComputedStyle(box).overflowY)) {
    box.scrollTop += turn.getBoundingClientRect().top - box.getBoundingClientRect().top - 60;
    break;
  }
}
</script>"""


def quotes(frame: pd.DataFrame, key: str) -> None:
    """Customers' own words, each with its channel, its day and the way to its transcript."""
    columns = st.columns(2, gap="medium")
    for place, row in enumerate(frame.itertuples()):
        with columns[place % 2], st.container(key=f"quote-{key}-{place}"):
            st.html(f'<blockquote class="voc-quote">{with_masks(row.text)}</blockquote>')
            day = sentences.format_date(row.contact_date) if pd.notna(row.contact_date) else "no date"
            link(
                "contacts",
                f"{row.channel_label}, {day}: read the conversation",
                contact=row.contact_id,
                turn=str(row.turn_index),
            )


def with_masks(text: object, meant: re.Pattern[str] | None = None) -> str:
    """Text from data as HTML, its masks as chips; what is meant is marked."""
    if meant is None:
        return MASK.sub(lambda hit: f'<span class="voc-mask">{MASKS[hit[1]]}</span>', plain(text))
    parts, end, words = [], 0, str(text)
    for hit in meant.finditer(words):
        parts += [with_masks(words[end : hit.start()]), f'<mark class="voc-hit">{plain(hit[0])}</mark>']
        end = hit.end()
    return "".join([*parts, with_masks(words[end:])])


def conversation(
    turns: pd.DataFrame,
    marked_turn: int | None = None,
    evidence: Mapping[int, Sequence[str]] | None = None,
    asked: Node | None = None,
) -> None:
    """A transcript as bubbles: who, when, what; where a reason is said, a criterion proved, a quote taken, the bubble says so.

    Args:
        marked_turn: the turn that a link leads to: outlined, and in sight.
        evidence: what a turn proves or serves for, by turn_index.
        asked: what the transcripts were searched for: its words are marked.
    """
    proved = evidence or {}
    meant = {speaker: patterns.marks(asked, speaker) for speaker in sentences.SPEAKERS}
    bubbles = "".join(
        _bubble(turn, turn["turn_index"] == marked_turn, proved.get(int(turn["turn_index"]), ()), meant)
        for _, turn in turns.iterrows()
    )
    st.html(f'<div class="voc-talk">{bubbles}</div>')
    if marked_turn is not None:
        st.html(SCROLL % marked_turn, unsafe_allow_javascript=True)


def turn_anchor(turn_index: object) -> str:
    """Where a link to a turn on the same page leads."""
    return f"turn-{turn_index}"


def _bubble(
    turn: pd.Series, is_marked: bool, proved: Sequence[str], meant: Mapping[str, re.Pattern[str] | None]
) -> str:
    speaker = turn["speaker"] if turn["speaker"] in sentences.SPEAKERS else "system"
    label = f" ({plain(turn['speaker_label'])})" if isinstance(turn["speaker_label"], str) else ""
    has_reason = isinstance(turn["reason_label"], str)
    reason = f'<p class="voc-said">{plain(turn["reason_label"])} is said here</p>' if has_reason else ""
    proof = f'<p class="voc-proof">{plain(" · ".join(proved))}</p>' if proved else ""
    marks = f"{' voc-has-reason' if has_reason else ''}{' voc-marked' if is_marked else ''}"
    return (
        f'<div class="voc-turn voc-{speaker}{marks}" id="{turn_anchor(turn["turn_index"])}">'
        f'<p class="voc-who">{sentences.SPEAKERS[speaker]}'
        f"{label}{_clock(turn['started_ms'])}</p>"
        f'<div class="voc-bubble">{with_masks(turn["text"], meant[speaker])}</div>{reason}{proof}</div>'
    )


def _clock(started_ms: float | None) -> str:
    if started_ms is None or pd.isna(started_ms):
        return ""
    minutes, seconds = divmod(int(started_ms) // 1000, 60)
    if minutes >= 60:
        return f" <span>{minutes // 60} h {minutes % 60:02d} m</span>"
    return f" <span>{minutes}:{seconds:02d}</span>"


def contact_title(contact: dict[str, Any]) -> str:
    """Damaged shipment, by phone."""
    return f"{contact['reason_label'] or 'No reason'}, {sentences.lower_first(contact['channel_label'] or 'contact')}"


def contact_when(contact: dict[str, Any]) -> str:
    if pd.isna(contact["started_local"]):
        return f"Without a date. {contact['contact_id']}"
    started = contact["started_local"]
    return f"{sentences.format_date(started, with_year=True)}, {started:%H:%M} local time. {contact['contact_id']}"


def contact_facts(contact: dict[str, Any]) -> list[tuple[str, object]]:
    """What is known of a contact beside its words: our reason first, the agent's code beside it."""
    sure = contact["method"] == "model" and pd.notna(contact["confidence"])
    confidence = f", {sentences.format_share(contact['confidence'], 0)} sure" if sure else ""
    seconds = contact["handle_seconds"]
    score = contact["csat_score"]
    return [
        ("Our reason", f"{contact['reason_label']} ({METHODS.get(contact['method'], 'not known')}{confidence})"),
        ("Agent's code", contact["disposition_label"]),
        ("Next likely", contact["runner_up_label"]),
        ("Handle time", None if pd.isna(seconds) else sentences.format_duration(seconds)),
        ("CSAT", None if pd.isna(score) else f"{int(score)} of 5"),
        ("Queue", contact["queue_label"]),
        ("Team", contact["team_label"]),
        ("Site", contact["site_label"]),
        ("Language", contact["language_label"]),
    ]
