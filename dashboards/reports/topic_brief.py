"""Topic brief: what does the team need to know that can act on what customers newly say?"""

from datetime import timedelta
from typing import Any

import duckdb

from dashboards import sentences
from dashboards.reports import action_section, topic_facts, topic_section
from dashboards.reports.source import Run
from dashboards.sentences import contacts_of, format_hours, format_share, is_missing
from dashboards.topics import said, stories

QUOTES = 10
DAYS = 28


def on_topic(con: duckdb.DuckDBPyConnection, run: Run, topic_code: str) -> dict[str, Any]:
    """What the brief says of a topic, in the places that a brief has."""
    facts = topic_facts.facts_of(con, run, topic_code)
    topic = facts.topic
    box = [
        ("What", meaning(topic)),
        ("Since when", _since(topic)),
        ("How many", f"{sentences.upper_first(said.against_before(topic))}."),
        ("Agent hours", _hours(topic)),
        ("Whom it hits", hit(con, topic_code)),
        ("Language", said.say_twin(topic)),
        ("Its past", " ".join(stories.sentences_of(facts.events, topic)[-3:])),
    ]
    return {
        "first": run.as_of - timedelta(days=DAYS - 1),
        "title": said.headline(topic),
        "box": [{"label": label, "text": text} for label, text in box if text],
        "chart": topic_section.figure(facts, width=520, height=150),
        "driver_sentence": said.lies_in(topic) or f"{said.say_slices(facts.slices)}.",
        "drivers": topic_section.slice_figure(facts.slices, width=330),
        "phrases": None,  # a topic is not held against itself
        "quotes": topic_facts.quotes(con, topic_code, QUOTES),
        "actions": action_section.lines(facts.actions),
        "watch": _watch(topic),
    }


def meaning(topic: dict[str, Any]) -> str:
    """What a topic is about: the definition that it proposes, else its words."""
    return topic["proposed_definition"] or f"Contacts about: {topic['keywords']}."


def hit(con: duckdb.DuckDBPyConnection, topic_code: str) -> str:
    """Channel Chat 75 % (usually 30 %); Site Tucson 63 % (usually 30 %)."""
    told = [
        f"{row.dimension_label} {row.value_label} {format_share(row.share_of_topic, 0)} "
        f"(usually {format_share(row.usual_share, 0)})"
        for row in topic_facts.slices(con, topic_code).itertuples()
    ]
    return f"{'; '.join(told)}." if told else ""


def _since(topic: dict[str, Any]) -> str:
    since = f"Known since {sentences.format_date(topic['born_date'], True)}"
    return f"{since}; {said.seen(topic)}." if topic["first_seen_date"] else f"{since}."


def _hours(topic: dict[str, Any]) -> str:
    if is_missing(topic["handle_seconds"]):
        return ""
    hours = topic["handle_seconds"] * topic["recent_count"] / 3600
    return f"{format_hours(hours)} of agents' work {said.RECENT}."


def _watch(topic: dict[str, Any]) -> list[str]:
    return [
        "No reason is just this. On the Topics page it can be made one; the next run counts it as such.",
        f"A change has helped when it brings fewer than {contacts_of(topic['recent_count'])} in 28 days, and keeps falling.",
    ]
