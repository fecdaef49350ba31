"""Cards: what is there to see of one topic: its course, its contacts, its reasons, its past and customers' words?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, components, conversation, notes, redefinitions
from dashboards.actions import marked
from dashboards.topics import drawn, found, said, stories


def show_course(topic: dict[str, Any], last: date, acted: pd.DataFrame) -> None:
    """The topic as a finding, its last eight weeks, and the ways on from here."""
    why = f"{said.say_why(topic)} {said.say_twin(topic)}".strip()
    components.finding(said.headline(topic), why)
    components.facts(said.facts(topic))
    daily = found.series(topic["topic_code"], last)
    if len(daily):
        components.heading(said.say_course(daily), "Contacts a day; the band is the expected range")
        marks = marked.with_actions(notes.on(daily), acted, daily)
        drawing = charts.observed_expected(daily, components.palette(), height=180, marks=marks)
        components.chart(drawing, f"Contacts a day about {topic['topic_label']}", "topic-course", is_filtered=False)
        if len(marks):
            components.note(redefinitions.say(marks))
    with st.container(horizontal=True, gap="medium", key="topic-links"):
        components.link("contacts", "Its contacts", topic=topic["topic_code"])
        if isinstance(topic["alert_id"], str):
            components.link("spikes", "Its spike", alert=topic["alert_id"])
        if isinstance(topic["twin_code"], str):
            components.link("topics", f"Its twin: {topic['twin_label']}", topic=topic["twin_code"])


def show_where(topic: dict[str, Any]) -> None:
    """Which reasons hold its contacts, and whom it hits."""
    held = found.reasons(topic["topic_code"])
    components.heading(said.say_reasons(held), "Contacts of the last 56 days by their reason")
    if len(held):
        drawing = drawn.reason_bars(held, components.palette())
        components.chart(drawing, said.say_reasons(held), "topic-reasons", is_filtered=False)
    hit = found.slices(topic["topic_code"])
    aside = "Share of its contacts: full; of all contacts: hollow" if len(hit) else "In the last 28 days"
    components.heading(said.say_slices(hit), aside)
    if len(hit):
        drawing = drawn.slice_dots(hit, components.palette())
        components.chart(drawing, said.say_slices(hit), "topic-slices", is_filtered=False)


def show_story(topic: dict[str, Any], last: date) -> None:
    """What became of it, in words and as lines in time."""
    events = found.events(topic["topic_code"])
    told = stories.sentences_of(events, topic)
    latest = told[-1].removesuffix(".") if told else "Nothing is told of its past"
    components.heading(latest, "What became of it, and of those beside it")
    for sentence in told[:-1]:
        components.note(sentence)
    if len(events) > 1:
        lives = stories.lives(
            events, found.lives(tuple({*events["topic_code"], *events["other_code"].dropna()})), topic, last
        )
        words = events.assign(words=[stories.say(event, topic) for event in events.to_dict("records")])
        drawing = drawn.life_lines(lives, words, components.palette())
        components.chart(drawing, " ".join(told), "topic-life", is_filtered=False)


def show_quotes(topic: dict[str, Any]) -> None:
    words = found.quotes(topic["topic_code"])
    components.heading(f"What customers say: {topic['topic_label']}", "Personal data is hidden")
    if words.empty:
        components.empty("No customer's words are kept for this topic.", "Its contacts are on the Contacts page.")
    conversation.quotes(words, "topic")
