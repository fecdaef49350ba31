"""Action section: how is it told in a report what was changed, and what waits for somebody?"""

from __future__ import annotations

import pandas as pd

from dashboards.actions import said
from dashboards.sentences import count_of

TOLD = 8  # the Actions page has all
NOTHING = "Nobody has recorded a change about it yet. The Actions page takes it: who changes what, and from when on."


def lines(actions: pd.DataFrame, nothing: str = NOTHING) -> list[str]:
    """A sentence or two for each action; one that says so where there is none."""
    told = [said.told(action) for action in actions.head(TOLD).to_dict("records")]
    rest = len(actions) - TOLD
    more = [f"The Actions page has {count_of(rest, 'more action')}."] if rest > 0 else []
    return [*told, *more] or [nothing]


def lead(actions: pd.DataFrame) -> str:
    """2 actions wait for somebody, the longest since Mon 2 Mar. Nothing where none does."""
    sentence = said.reminder(actions)
    return f"{sentence}." if sentence else ""
