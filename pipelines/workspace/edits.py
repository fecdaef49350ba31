"""Edits: which edits of the taxonomy hold, after some were taken back?

Rows are only ever added: an edit is taken back by another one, of the kind `withdraw`, that names its edit_id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

WITHDRAW = "withdraw"


def withdrawal_of(edit_id: int) -> dict[str, Any]:
    """The edit that takes another one back."""
    return {"kind": WITHDRAW, "withdraws": edit_id}


def withdrawals(edits: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """Of each edit that was taken back, by its edit_id, the edit that took it back."""
    return {edit["withdraws"]: edit for edit in edits if edit.get("kind") == WITHDRAW}


def in_force(edits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The edits in their order, without those that were taken back and without what took them back."""
    gone = withdrawals(edits)
    return [edit for edit in edits if edit.get("kind") != WITHDRAW and edit["edit_id"] not in gone]
