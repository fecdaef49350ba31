"""Changing: which edit of the taxonomy merges, renames or retires a reason, and what speaks against it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards.taxonomy.tree import UNSURE
from dashboards.topics.edits import codes_of
from pipelines.workspace import LIKE_PERSONAL_DATA


def merge_of(code: str, into: str, note: str = "") -> dict[str, Any]:
    """The edit by which a reason goes into another one, which keeps its code and label."""
    return _whole({"kind": "merge", "from": [code, into], "to": into, "note": note})


def rename_of(code: str, new_code: str, label: str, language: str, note: str = "") -> dict[str, Any]:
    """The edit by which a reason goes on under another label; its code says what it says, so it is another one, too."""
    table = {"code": new_code, "label": {language: label}}
    return _whole({"kind": "rename", "from": code, "to": new_code, "note": note, "reason": [table]})


def retire_of(code: str, successor: str = "", note: str = "") -> dict[str, Any]:
    """The edit by which a reason is counted no more; agents' codes and labels of it follow to a successor, if one is named."""
    return _whole({"kind": "retire", "from": code, "to": successor, "note": note})


def _whole(edit: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in edit.items() if value}


def left_by(edit: Mapping[str, Any]) -> list[str]:
    """The codes that are no reason any more after an edit."""
    stay = codes_of(edit.get("to"))
    return [code for code in codes_of(edit.get("from")) if code not in stay]


def standing(reasons: pd.DataFrame, waiting: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """The reasons of the next run, code -> label: those published with the waiting edits over them.

    Args:
        reasons: the rows of marts.reason.
        waiting: the edits that no run has read, in their order.
    """
    labels = reasons.loc[reasons["reason_code"] != UNSURE].set_index("reason_code")["reason_label"].to_dict()
    for edit in waiting:
        brought = labels | labels_of(edit)
        gone = set(left_by(edit))
        labels = {code: label for code, label in labels.items() if code not in gone}
        labels |= {code: brought.get(code, code) for code in codes_of(edit.get("to"))}
    return labels


def labels_of(edit: Mapping[str, Any]) -> dict[str, str]:
    """The labels of the reasons that an edit brings, by code."""
    tables = [table for table in edit.get("reason") or [] if isinstance(table.get("label"), Mapping)]
    return {table["code"]: str(next(iter(table["label"].values()))) for table in tables if table["label"]}


def problem_of(edit: Mapping[str, Any], there: Mapping[str, str], taken: set[str]) -> str:
    """What has to be corrected before an edit can be kept; nothing where it can.

    Args:
        there: the reasons of the next run, code -> label, as `standing` says.
        taken: the codes that are or were a reason, or will be one.
    """
    leaving, coming = left_by(edit), codes_of(edit.get("to"))
    if not leaving:
        return "A reason cannot go into itself. Choose another one."
    if gone := [code for code in codes_of(edit.get("from")) if code not in there]:
        return f"{gone[0]!r} is no reason any more: an edit before took it out. Look at the list of edits."
    said = [*labels_of(edit).values(), str(edit.get("note") or "")]
    if any(LIKE_PERSONAL_DATA.search(text) for text in said):
        return "This looks like personal data (an @, five digits in a row or a telephone number). Say it without it."
    if edit["kind"] == "rename":
        return _problem_of_name(coming, labels_of(edit), there, taken)
    if lost := [code for code in coming if code not in there]:
        return f"{lost[0]!r} is no reason any more, and cannot take over. Choose another one."
    return "" if len(there) > 1 else "It is the only reason, and cannot be taken out. Add another one first."


def _problem_of_name(coming: list[str], labels: Mapping[str, str], there: Mapping[str, str], taken: set[str]) -> str:
    label = next(iter(labels.values()), "").strip()
    if not label or not coming:
        return "The reason needs a label with a letter in it. Fill it in."
    if label.casefold() in {each.casefold() for each in there.values()}:
        return f"“{label}” is the label of a reason already. Give this one another, or merge the two."
    return f"{coming[0]!r} is a reason already, or was one." if coming[0] in taken else ""
