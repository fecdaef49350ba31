"""Topic section: how is what customers newly say told in a department's weekly report?"""

from typing import Any

import pandas as pd

from dashboards import sentences
from dashboards.reports import behind, words
from dashboards.reports.drawings import draw
from dashboards.reports.facts import TrendFacts
from dashboards.reports.topic_facts import TopicFacts
from dashboards.topics import drawn, said

TOLD = 3  # with chart and quotes; the workbook holds all


def section(facts: TrendFacts) -> dict[str, Any]:
    """The section as words and pictures: its topics, or one sentence where nothing is new."""
    told_above = {spike.alert["subject_code"] for spike in facts.spikes if spike.alert["subject_kind"] == "topic"}
    rest = facts.topics[TOLD:]
    more = (
        f"{sentences.count_of(len(rest), 'more topic')} {'is' if len(rest) == 1 else 'are'} in the workbook."
        if rest
        else ""
    )
    return {
        "topics": [_told(topic, told_above) for topic in facts.topics[:TOLD]],
        "note": " ".join(part for part in (_none(facts), more, _unowned(facts)) if part),
        "coverage": said.say_fit(facts.topic_fit),
    }


def lead(facts: TrendFacts) -> str:
    """What is newly said, in a sentence of the first page; nothing where nothing is."""
    if not facts.topics:
        return ""
    first, rest = facts.topics[0], len(facts.topics) - 1
    more = f" {sentences.count_of(rest, 'more topic')} {'is' if rest == 1 else 'are'} new or growing." if rest else ""
    return f"{_still(first)}{said.headline(first.topic)}{more}"


def figure(facts: TopicFacts, width: int, height: int) -> dict[str, Any] | None:
    """The course of a topic over what was expected of it."""
    title = said.say_course(facts.series)
    return words.series_figure(facts.series, words.NO_CHANGES, title, width=width, height=height, actions=facts.actions)


def slice_figure(slices: pd.DataFrame, width: int) -> dict[str, Any] | None:
    """Whom a topic hits; nothing where it comes from everywhere alike."""
    if slices.empty:
        return None
    finding = said.say_slices(slices)
    named = slices.assign(slice_label=slices["dimension_label"] + " " + slices["value_label"])
    numbers = behind.bars(named, "Slice", "slice_label", behind.OF_SLICES)
    told = f"Dots, full for the topic, hollow for all. {finding}."
    return draw(drawn.slice_dots(slices, width=width), finding, told, numbers)


def _still(facts: TopicFacts) -> str:
    """Before what was to be seen in the week before already."""
    return "Still: " if facts.is_continued else ""


def _told(facts: TopicFacts, told_above: set[str]) -> dict[str, Any]:
    """A topic as headline, chart and quotes; one that is a spike has them above already."""
    topic = facts.topic
    is_above = topic["topic_code"] in told_above
    said_of = [said.say_why(topic), said.say_twin(topic), "Its chart and quotes stand above." if is_above else ""]
    return {
        "title": _still(facts) + said.headline(topic),
        "sentences": [sentence for sentence in said_of if sentence],
        "chart": None if is_above else figure(facts, width=520, height=130),
        "slices": slice_figure(facts.slices, width=330),
        "quotes": [] if is_above else [words.quote(row) for row in facts.quotes],
        "brief": f"voc report --brief {topic['topic_code']}",
    }


def _none(facts: TrendFacts) -> str:
    if facts.topics:
        return ""
    if facts.topic_fit is None:
        return "No topic was found yet: too few contacts have words."
    return f"Customers of {facts.department_label} say nothing new: none of its topics is new or grows."


def _unowned(facts: TrendFacts) -> str:
    """What is new and belongs to nobody is told to all."""
    if not facts.unowned_topics:
        return ""
    first, rest = facts.unowned_topics[0], len(facts.unowned_topics) - 1
    more = f", and {rest} more" if rest else ""
    return f"Nobody owns {said.quoted(first)} yet, {said.against_before(first)}{more}."
