"""Past: which edits were made, which wait for the next run, and which may be taken back?"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.taxonomy.changing import left_by
from dashboards.topics.edits import codes_of
from pipelines.workspace.edits import WITHDRAW, withdrawals

STATES = {
    "waiting": "Waits for the next run",
    "applied": "Applied",
    "left_out": "Left out: the files say otherwise",
    "withdrawn": "Taken back",
}


def state_of(edit: Mapping[str, Any], run: Mapping[str, Any], codes: Collection[str]) -> str:
    """Whether an edit that was not taken back is waiting, applied or left_out.

    Args:
        run: the published run: started_at, finished_at (UTC).
        codes: the reasons that it counted by.
    """
    made_at, is_gone = pd.Timestamp(edit["edited_at"]), set(left_by(edit)).isdisjoint(codes)
    if made_at < run["started_at"]:
        return "applied" if is_gone else "left_out"
    # Made while the run went on: it may have read it or not, so that what it published decides.
    is_seen = is_gone and set(codes_of(edit.get("to"))) <= set(codes)
    return "applied" if made_at <= run["finished_at"] and is_seen else "waiting"


def waiting(edits: Sequence[dict[str, Any]], run: Mapping[str, Any], codes: Collection[str]) -> list[dict[str, Any]]:
    """Of the edits that hold, those that no run has read."""
    return [edit for edit in edits if state_of(edit, run, codes) == "waiting"]


def retractable(edits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the waiting edits those that no later one builds upon."""
    return [
        edit
        for place, edit in enumerate(edits)
        if not any(_codes(edit) & _codes(later) for later in edits[place + 1 :])
    ]


def rows(
    history: Sequence[dict[str, Any]], run: Mapping[str, Any], codes: Collection[str], labels: Mapping[str, str]
) -> pd.DataFrame:
    """One row an edit, the newest first: edit, note, state, edited_by, edited_at (UTC)."""
    gone = withdrawals(history)
    lines = [
        {
            "edit": said(edit, labels),
            "note": str(edit.get("note") or ""),
            "state": _state_said(edit, run, codes, gone),
            "edited_by": edit["edited_by"],
            "edited_at": edit["edited_at"],
        }
        for edit in reversed(history)
        if edit.get("kind") != WITHDRAW
    ]
    return pd.DataFrame(lines, columns=["edit", "note", "state", "edited_by", "edited_at"])


def said(edit: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """“Late delivery” goes into “Where is my order”."""
    named = [f"“{labels.get(code, code)}”" for code in left_by(edit)]
    to = " and ".join(f"“{labels.get(code, code)}”" for code in codes_of(edit.get("to")))
    old = " and ".join(named)
    return {
        "add": f"{to} is added",
        "rename": f"{old} is called {to} now",
        "merge": f"{old} {'go' if len(named) > 1 else 'goes'} into {to}",
        "split": f"{old} is split into {to}",
        "retire": f"{old} is retired" + (f", {to} takes over" if to else ""),
    }.get(str(edit.get("kind")), str(edit.get("kind")))


def _state_said(
    edit: Mapping[str, Any], run: Mapping[str, Any], codes: Collection[str], gone: Mapping[int, Mapping[str, Any]]
) -> str:
    taken_back = gone.get(edit["edit_id"])
    if taken_back:
        return f"{STATES['withdrawn']} by {taken_back['edited_by']}"
    return STATES[state_of(edit, run, codes)]


def _codes(edit: Mapping[str, Any]) -> set[str]:
    return {*codes_of(edit.get("from")), *codes_of(edit.get("to"))}
