"""Stalling: which actions wait for somebody, since when, and for what?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd


@dataclass(frozen=True)
class Patience:
    """For how many days an action may stand still before somebody is reminded of it."""

    undecided_days: int = 14  # proposed
    undated_days: int = 14  # accepted, with no day on which it is to go live
    overdue_days: int = 0  # accepted, counted from the planned day
    unmeasured_days: int = 56  # live: by then the days after it say whether it helped
    unclosed_days: int = 28  # measured


def stalled(actions: pd.DataFrame, on: date, patience: Patience = Patience()) -> pd.DataFrame:
    """Return the same actions, with what each waits for.

    Args:
        actions: state_code, state_since, planned_date, live_date (as `standing` or marts.action have them).
        on: the day on which it is asked.

    Returns:
        The rows with waits_code (undecided, undated, overdue, unmeasured, unclosed; null: it does not wait) and
        waits_since, the day from which on it has waited.
    """
    state, day = actions["state_code"], pd.to_datetime(actions["state_since"]).dt.normalize()
    planned, live = pd.to_datetime(actions["planned_date"]), pd.to_datetime(actions["live_date"])
    is_accepted = state == "accepted"
    rules = (
        ("undecided", state == "proposed", day, patience.undecided_days),
        ("undated", is_accepted & planned.isna(), day, patience.undated_days),
        ("overdue", is_accepted & planned.notna(), planned, patience.overdue_days),
        ("unmeasured", state == "live", live, patience.unmeasured_days),
        ("unclosed", state == "measured", day, patience.unclosed_days),
    )
    code = pd.Series(pd.NA, actions.index, dtype="object")
    since = pd.Series(pd.NaT, actions.index, dtype="datetime64[us]")
    for name, is_meant, start, days in rules:
        waits = is_meant & ((pd.Timestamp(on) - start).dt.days > days)
        code, since = code.mask(waits, name), since.mask(waits, start)
    return actions.assign(waits_code=code, waits_since=since)
