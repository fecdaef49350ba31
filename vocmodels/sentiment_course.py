"""Sentiment course: how did the customer's feeling go over the contact, and was it turned around?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

LEVELS = ("start_sentiment", "low_sentiment", "end_sentiment")
CHANGES = ("is_turned_around", "is_escalated", "is_calmed")


@dataclass(frozen=True)
class CourseSettings:
    """How much of a contact is its start and its end, and which changes count."""

    part: float = 1 / 3  # of the customer's turns that are the start, and as many the end
    negative: float = -0.3  # at or below it a customer is dissatisfied
    angry: float = -0.5  # at or below it a low point is an escalation, where the start was better
    positive: float = 0.1  # from it on an end is good
    least_change: float = 0.3


def trace_course(scored: pd.DataFrame, settings: CourseSettings = CourseSettings()) -> pd.DataFrame:
    """Return how each contact's sentiment began, where it was lowest and how it ended.

    Args:
        scored: one row per turn of the customer, as from `score_sentiment`: contact_id, turn_index, sentiment (-1 to 1),
            confidence (0-1; 0: the turn says nothing of feelings and counts for nothing).

    Returns:
        one row per contact, by contact_id: contact_id, start_sentiment and end_sentiment (-1 to 1: what the turns of the
        first and last third show, 0 where they show nothing), low_sentiment and low_turn_index (of the turn felt worst, the
        first of equals), is_turned_around (dissatisfied at the start, good at the end), is_escalated (angrier later than at
        the start), is_calmed (dissatisfied at the low point, no more at the end). All null without evidence in any turn.
    """
    rows = scored.sort_values(["contact_id", "turn_index"], kind="stable", ignore_index=True)
    contacts = pd.DataFrame({"contact_id": rows["contact_id"].drop_duplicates().reset_index(drop=True)})
    felt = _placed(rows, settings)
    felt = felt[felt["confidence"].gt(0)]
    course = pd.DataFrame(
        {
            "start_sentiment": _mean(felt[felt["is_start"]]),
            "end_sentiment": _mean(felt[felt["is_end"]]),
        },
        index=pd.Index(felt["contact_id"].unique(), name="contact_id"),
    ).fillna(0.0)
    lowest = felt.sort_values(["contact_id", "sentiment", "turn_index"]).drop_duplicates("contact_id")
    lowest = lowest.set_index("contact_id").rename(
        columns={"sentiment": "low_sentiment", "turn_index": "low_turn_index"}
    )
    course = course.join(lowest[["low_sentiment", "low_turn_index"]])
    return _shaped(contacts.merge(_judged(course, settings).reset_index(), on="contact_id", how="left"))


def _placed(rows: pd.DataFrame, settings: CourseSettings) -> pd.DataFrame:
    """Mark the turns of the start and the end: one at least, so that a single turn is both."""
    groups = rows.groupby("contact_id", sort=False)
    place, count = groups.cumcount(), groups["turn_index"].transform("size")
    part = np.ceil(count * settings.part)
    return rows.assign(is_start=place < part, is_end=place >= count - part)


def _mean(felt: pd.DataFrame) -> pd.Series:
    """The mean of each contact's turns; what is surer counts more."""
    weighted = felt["sentiment"] * felt["confidence"]
    sums = pd.DataFrame({"contact_id": felt["contact_id"], "total": weighted, "weight": felt["confidence"]})
    by_contact = sums.groupby("contact_id").sum()
    return by_contact["total"] / by_contact["weight"]


def _judged(course: pd.DataFrame, settings: CourseSettings) -> pd.DataFrame:
    start, low, end = (course[name] for name in LEVELS)
    return course.assign(
        is_turned_around=(start <= settings.negative) & (end >= settings.positive),
        is_escalated=(low <= settings.angry) & (low <= start - settings.least_change),
        is_calmed=(low <= settings.negative) & (end > settings.negative) & (end >= low + settings.least_change),
    )


def _shaped(course: pd.DataFrame) -> pd.DataFrame:
    types = dict.fromkeys(LEVELS, "float64") | {"low_turn_index": "Int64"} | dict.fromkeys(CHANGES, "boolean")
    columns = ["contact_id", "start_sentiment", "low_sentiment", "low_turn_index", "end_sentiment", *CHANGES]
    return course[columns].astype(types)
