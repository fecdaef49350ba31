"""Marked: from which day on did a line come under an action, and how does its chart say so?"""

from __future__ import annotations

import pandas as pd

from dashboards.languages import say
from dashboards.notes import beside, short

LIVE = ("live", "measured", "closed")


def with_actions(marks: pd.DataFrame, actions: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """The rules of a chart, with one more for each action that went live in its days.

    Args:
        marks: mark_date, words, sentence, as `redefinitions.marks` and `notes.on` give them.
        actions: those about the line that is drawn, as marts.action has them.
        daily: the days that are drawn: contact_date.
    """
    days = pd.to_datetime(actions["live_date"])
    is_shown = actions["state_code"].isin(LIVE) & days.between(
        pd.Timestamp(daily["contact_date"].min()), pd.Timestamp(daily["contact_date"].max())
    )
    titles = actions.loc[is_shown, "title"].astype("str")
    rows = {
        "mark_date": days[is_shown],
        "words": titles.map(short),
        "sentence": [say("“{action}” went live", action=each) for each in titles],
    }
    return beside(marks, pd.DataFrame(rows).reset_index(drop=True))
