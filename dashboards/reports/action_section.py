"""Action section: how is it told in a report what was changed, and what waits for somebody?"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from dashboards.actions import measured, said
from dashboards.sentences import as_date, count_of, is_missing

TOLD = 8  # the Actions page has all
NOTHING = "Nobody has recorded a change about it yet. The Actions page takes it: who changes what, and from when on."


def lines(actions: pd.DataFrame, nothing: str = NOTHING, since: date | None = None) -> list[str]:
    """A sentence or two for each action; one that says so where there is none.

    Args:
        since: what has stood as it does from before this day on was told already, and is "still" so.
    """
    lines = [_still(action, since) + told(action) for action in actions.head(TOLD).to_dict("records")]
    rest = len(actions) - TOLD
    more = [f"The Actions page has {count_of(rest, 'more action')}."] if rest > 0 else []
    return [*lines, *more] or [nothing]


def year(effects: pd.DataFrame, as_of: date) -> list[str]:
    """What actions saved this year, where that was measured of any."""
    return [measured.year(effects, as_of)] if effects["verdict_code"].isin(measured.KNOWN).any() else []


def _still(action: dict[str, Any], since: date | None) -> str:
    return "Still: " if since is not None and as_date(action["state_since"]) < since else ""


def told(action: dict[str, Any]) -> str:
    """What is changed, and what came of it as far as that was measured."""
    if is_missing(action["verdict_code"]):
        return said.told(action)
    return " ".join(filter(None, (said.told(action), measured.verdict(action), measured.saved(action))))


def lead(actions: pd.DataFrame) -> str:
    """2 actions wait for somebody, the longest since Mon 2 Mar. Nothing where none does."""
    sentence = said.reminder(actions)
    return f"{sentence}." if sentence else ""
