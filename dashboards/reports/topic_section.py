"""Topic section: how is what customers newly say told in a department's weekly report?"""

from typing import Any

import pandas as pd

from dashboards.languages import say, say_many
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
    more = say_many(
        "{count} more topic is in the workbook.",
        "{count} more topics are in the workbook.",
        len(rest),
        count=len(rest),
    )
    return {
        "topics": [_told(topic, told_above) for topic in facts.topics[:TOLD]],
        "note": " ".join(part for part in (_none(facts), more if rest else "", _unowned(facts)) if part),
        "coverage": said.say_fit(facts.topic_fit),
    }


def lead(facts: TrendFacts) -> str:
    """What is newly said, in a sentence of the first page; nothing where nothing is."""
    if not facts.topics:
        return ""
    first, rest = facts.topics[0], len(facts.topics) - 1
    told = f"{_still(first)}{said.headline(first.topic)}"
    if not rest:
        return told
    more = say_many(
        "{count} more topic is new or growing.", "{count} more topics are new or growing.", rest, count=rest
    )
    return f"{told} {more}"


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
    numbers = behind.bars(named, say("Slice"), "slice_label", behind.OF_SLICES)
    told = say("Dots, full for the topic, hollow for all. {finding}.", finding=finding)
    return draw(drawn.slice_dots(slices, width=width), finding, told, numbers)


def _still(facts: TopicFacts) -> str:
    """Before what was to be seen in the week before already."""
    return say("Still: ") if facts.is_continued else ""


def _told(facts: TopicFacts, told_above: set[str]) -> dict[str, Any]:
    """A topic as headline, chart and quotes; one that is a spike has them above already."""
    topic = facts.topic
    is_above = topic["topic_code"] in told_above
    said_of = [said.say_why(topic), said.say_twin(topic), say("Its chart and quotes stand above.") if is_above else ""]
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
        return say("No topic was found yet: too few contacts have words.")
    return say(
        "Customers of {department} say nothing new: none of its topics is new or grows.",
        department=facts.department_label,
    )


def _unowned(facts: TrendFacts) -> str:
    """What is new and belongs to nobody is told to all."""
    if not facts.unowned_topics:
        return ""
    first, rest = facts.unowned_topics[0], len(facts.unowned_topics) - 1
    more = say(", and {count} more", count=rest) if rest else ""
    return say(
        "Nobody owns “{topic}” yet, {contacts}{more}.",
        topic=first["topic_label"],
        contacts=said.against_before(first),
        more=more,
    )
