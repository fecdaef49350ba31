"""Trade: is quality given up for speed?

Handle time beside what it could be bought with, over the period and over the one that it is compared with; said is what
stays under 10 % false discoveries (`dashboards/differences.py`).
"""

from __future__ import annotations

import pandas as pd

from dashboards import components, differences, marts, movements
from dashboards.sentences import lower_first
from dashboards.view import View

SPEED = "handle_time"
QUALITY = ("fcr", "csat", "qa_score")


def show(daily: pd.DataFrame, view: View) -> None:
    """A card with the answer and each difference; nothing where there is no period to compare with."""
    kpis = marts.kpis()
    known = kpis[kpis.index.isin((SPEED, *QUALITY)) & kpis["interval_code"].isin(differences.COMPARABLE)]
    now, before = movements.split(daily, view)
    if not view.is_comparable or now.empty or before.empty or SPEED not in known.index:
        return
    rows = differences.in_words(differences.overall(before, now, known))
    with components.card("trade"):
        components.heading(say(rows), f"Against {view.compare_label}, with the 95 % interval of each change")
        components.note(say_each(rows))


def say(rows: pd.DataFrame) -> str:
    """Quality is traded for speed: average handle time fell, and so did first contact resolution; or that it is not.

    Args:
        rows: of differences.overall, the period before left: reason_code and reason_label are those of a KPI.
    """
    sure = rows[rows["is_sure"]]
    speed = sure[sure["reason_code"] == SPEED]["difference"]
    worse = sure[sure["reason_code"].isin(QUALITY) & (sure["difference"] < 0)]
    named = " and ".join(lower_first(label) if label[1:2].islower() else label for label in worse["reason_label"])
    if rows.loc[rows["reason_code"] == SPEED, "is_too_few"].any():
        return "Too few contacts to say whether quality is traded for speed"
    if len(worse) and len(speed) and speed.iloc[0] < 0:
        return f"Quality may be traded for speed: average handle time fell, and {named} with it"
    if len(worse):
        return f"Quality fell, and not for speed: {named} fell, average handle time did not"
    if len(speed) and speed.iloc[0] < 0:
        return (
            "Faster, and not at the expense of quality: average handle time fell, and no measure of quality surely did"
        )
    return "No sign that quality is traded for speed: no measure of quality surely fell, nor did average handle time"


def say_each(rows: pd.DataFrame) -> str:
    """Average handle time −1 s (−8 to +6) s, may be chance; …"""
    told = [f"{row.reason_label} {row.difference_words}, {row.verdict}" for row in rows.itertuples()]
    return f"{'; '.join(told)}."
