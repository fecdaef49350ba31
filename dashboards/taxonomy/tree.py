"""Tree: which groups and reasons are there, who owns them, and how many contacts has each?"""

from __future__ import annotations

import pandas as pd

UNSURE = "unsure"
COLUMNS = ["reason_code", "level", "name", "definition", "owner", "contact_count", "share"]


def rows(reasons: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """The lines of the tree, each group above its reasons, the largest group first.

    Args:
        reasons: the rows of marts.reason.
        now: the sums of the period by day and reason: reason_code, contact_count.

    Returns:
        One row a group (level 0, no reason_code) and a reason (level 1): name, definition, owner, contact_count, and share
        (0-100 of all contacts of the period; null where there are none).
    """
    counts = now.groupby("reason_code")["contact_count"].sum()
    counted = reasons.assign(contact_count=reasons["reason_code"].map(counts).fillna(0).astype(int))
    known = counted[counted["reason_code"] != UNSURE]
    of_group = known.groupby("group_code")["contact_count"].sum()
    lines: list[dict[str, object]] = []
    for code in of_group.sort_values(ascending=False, kind="stable").index:
        held = known[known["group_code"] == code].sort_values("contact_count", ascending=False, kind="stable")
        lines.append(_line("", 0, held["group_label"].iloc[0], "", "", int(of_group[code])))
        lines += [
            _line(
                row.reason_code, 1, f"    {row.reason_label}", row.definition, row.department_label, row.contact_count
            )
            for row in held.itertuples()
        ]
    total = counted["contact_count"].sum()
    drawn = pd.DataFrame(lines, columns=COLUMNS[:-1])
    return drawn.assign(share=100 * drawn["contact_count"] / total if total else float("nan"))


def _line(code: str, level: int, name: str, definition: object, owner: object, count: int) -> dict[str, object]:
    said = definition if isinstance(definition, str) else ""
    return {
        "reason_code": code,
        "level": level,
        "name": name,
        "definition": said,
        "owner": owner if isinstance(owner, str) else "" if level == 0 else "Nobody yet",
        "contact_count": count,
    }
