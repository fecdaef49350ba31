"""Stories: what became of a topic, and of those that it was born from, merged with or split into?

An event is any mapping with the columns of marts.topic_event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

import pandas as pd

from dashboards import languages
from dashboards.sentences import format_date, format_share, is_missing

NOT_TOLD = timedelta(days=14)  # how much is drawn of a life whose beginning is not told any more
OWN = {
    "newcomer": "Born on {day}, among new contacts, between two fits.",
    "born": "Born in the fit of {day}.",
    "merged": "Merged into “{other}” on {day}{with_share}.",
    "split": "Split from “{other}” on {day}{taking_share}.",
    "faded": "Faded on {day}: nobody says it any more.",
}
OTHERS = {
    "merged": "“{topic}” was merged into it on {day}{with_share}.",
    "split": "“{topic}” split from it on {day}{taking_share}.",
}


def sentences_of(events: pd.DataFrame, topic: Mapping[str, Any]) -> list[str]:
    """What happened to a topic, a sentence an event, the oldest first."""
    told = [say(event, topic) for event in events.to_dict("records")]
    return [sentence for sentence in told if sentence]


def say(event: Mapping[str, Any], topic: Mapping[str, Any]) -> str:
    """Merged into “Payment page loops” on Sun 15 Feb 2026, with 92 % of its texts.

    Args:
        topic: whose story is told; an event may be that of another, which was merged into it or split from it.
    """
    code, is_own = event["event_code"], event["topic_code"] == topic["topic_code"]
    code = "newcomer" if code == "born" and topic["born_by"] == "newcomer" else code
    told = OWN if is_own else OTHERS
    return languages.say(told[code], **_values(event)) if code in told else ""


def _values(event: Mapping[str, Any]) -> dict[str, str]:
    share = "" if is_missing(event["share"]) else format_share(event["share"], 0)
    return {
        "day": _day(event),
        "topic": event["topic_label"],
        "other": event["other_label"],
        "with_share": languages.say(", with {share} of its texts", share=share) if share else "",
        "taking_share": languages.say(", taking {share} of the texts", share=share) if share else "",
    }


def _day(event: Mapping[str, Any]) -> str:
    return format_date(event["event_date"], with_year=True)


def say_followed(events: pd.DataFrame, asked: str) -> str:
    """The topic of this link, “Cart sends me back”, was merged into “Payment page loops” on Sun 15 Feb 2026.

    Args:
        asked: the code of the link, which was merged.
    """
    merged = events[(events["topic_code"] == asked) & (events["event_code"] == "merged")].iloc[-1]
    label, other = f"“{merged['topic_label']}”", f"“{merged['other_label']}”"
    return f"The topic of this link, {label}, was merged into {other} on {_day(merged.to_dict())}."


def lives(events: pd.DataFrame, known: pd.DataFrame, topic: Mapping[str, Any], last: date) -> pd.DataFrame:
    """One row a topic of the story, the chosen one first: topic_code, label, first_date, last_date.

    Args:
        known: topic_code, born_date of the topics that still have a row.
        last: the last day of the data, up to which a topic that goes on is drawn.
    """
    born = known.set_index("topic_code")["born_date"].to_dict()
    rows = []
    for code, label in _of_story(events, topic):
        own = events[events["topic_code"] == code]
        ends = own.loc[own["event_code"].isin(["merged", "faded"]), "event_date"]
        starts = own.loc[own["event_code"].isin(["born", "split"]), "event_date"]
        end = ends.max() if len(ends) else pd.Timestamp(last)
        first = born.get(code, starts.min())
        rows.append((code, label, end - NOT_TOLD if is_missing(first) else first, end))
    return pd.DataFrame(rows, columns=["topic_code", "label", "first_date", "last_date"])


def _of_story(events: pd.DataFrame, topic: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    """The topics that an event names, each once."""
    named = {topic["topic_code"]: topic["topic_label"]}
    for event in events.to_dict("records"):
        named.setdefault(event["topic_code"], event["topic_label"])
        if not is_missing(event["other_code"]):
            named.setdefault(event["other_code"], event["other_label"])
    return named.items()
