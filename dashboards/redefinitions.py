"""Redefinitions: from when on does a line count something else, and how is that said?"""

from __future__ import annotations

import pandas as pd

from dashboards import languages, sentences

MARKS = {  # the words beside a rule
    "new": "new",
    "renamed": "renamed",
    "merged": "merged",
    "split": "split",
    "took over": "took over",
    "redefined": "redefined",
    "codes re-routed": "codes re-routed",
}


def marks(changes: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """The rules that stand on a chart of these reasons and days.

    Args:
        changes: the rows of marts.reason_change of the reasons that are drawn.
        daily: the days that are drawn: contact_date.

    Returns:
        One row a day: mark_date, words (a short one beside the rule), sentence (all of it, for the tooltip and below).
    """
    days = pd.to_datetime(changes["change_date"])
    is_shown = changes["mark"].notna() & days.between(daily["contact_date"].min(), daily["contact_date"].max())
    is_of_many = changes["reason_label"].nunique() > 1
    rows = [
        {"mark_date": day, "words": _words(of_day, is_of_many), "sentence": _sentence(of_day)}
        for day, of_day in changes[is_shown].groupby(days[is_shown])
    ]
    return pd.DataFrame(rows, columns=["mark_date", "words", "sentence"])


def say(marked: pd.DataFrame) -> str:
    """What changed in the days shown, a sentence a day; nothing where nothing did."""
    return " ".join(f"{sentences.format_date(row.mark_date)}: {row.sentence}." for row in marked.itertuples())


def _words(of_day: pd.DataFrame, is_of_many: bool) -> str:
    labels = of_day["reason_label"].unique()
    if len(labels) > 1:
        return languages.say("{count} reasons changed", count=len(labels))
    words = ", ".join(languages.say(MARKS.get(mark, mark)) for mark in dict.fromkeys(of_day["mark"]))
    return f"{labels[0]} {words}" if is_of_many else words


def _sentence(of_day: pd.DataFrame) -> str:
    said = [
        f"{label}: {'; '.join(dict.fromkeys(rows['sentence']))}"
        for label, rows in of_day.groupby("reason_label", sort=False)
    ]
    return ". ".join(said)
