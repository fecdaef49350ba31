"""Rows: how large is each topic, how does it go, and where does it lie?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from dashboards import sentences
from dashboards.sentences import format_change, format_share, is_missing


def listed(topics: pd.DataFrame, courses: Mapping[str, Sequence[int]]) -> pd.DataFrame:
    """The rows of the table: topic, news, recent_count, change, share (percent), course, reason, of_reason beside the marts'."""
    return topics.assign(
        topic=topics["topic_label"],
        news=topics["emerging_code"].fillna(""),
        change=[_change(row) for row in topics.to_dict("records")],
        share=100 * topics["recent_share"],
        course=[list(courses.get(code, [])) for code in topics["topic_code"]],
        reason=[_reason(row) for row in topics.to_dict("records")],
        of_reason=[format_share(share, 0) for share in topics["share_of_reason"]],
    )


def tree(rows: pd.DataFrame) -> pd.DataFrame:
    """The same rows under their reasons, and those under their groups, the largest first; `level` 0 group, 1 reason, 2 topic."""
    parts = []
    rows = rows.assign(
        group=rows["group_label"].fillna("No group"), parent=rows["parent_reason_label"].fillna("No reason")
    )
    for group, of_group in _by_size(rows, "group"):
        under = [(parent, of_parent) for parent, of_parent in _by_size(of_group, "parent")]
        if not (len(under) == 1 and under[0][0] == group):  # "Not sure" is its own group
            parts.append(_sum_row(group, of_group, 0))
        for parent, of_parent in under:
            parts.append(_sum_row(parent, of_parent, 1))
            parts.append(of_parent.assign(level=2, topic="\u2003\u2003" + of_parent["topic"]))
    return pd.concat(parts, ignore_index=True) if parts else rows.assign(level=2)


def _by_size(rows: pd.DataFrame, key: str) -> list[tuple[str, pd.DataFrame]]:
    parts = [(str(name), part) for name, part in rows.groupby(key, sort=True)]
    return sorted(parts, key=lambda named: -named[1]["recent_count"].sum())


def _sum_row(label: str, part: pd.DataFrame, level: int) -> pd.DataFrame:
    sums = {
        "recent_count": part["recent_count"].sum(),
        "before_count": part["before_count"].sum(),
        "share": part["share"].sum(),
    }
    courses = [course for course in part["course"] if course]
    row = {
        "topic": "\u2003" * level + label,
        "news": "",
        "level": level,
        "reason": "",
        "of_reason": "",
        "topic_code": "",
    }
    row |= sums | {"change": format_change(sums["recent_count"], sums["before_count"])}
    row["course"] = [sum(week) for week in zip(*courses, strict=True)] if courses else []
    return pd.DataFrame([row])


def _change(row: Mapping[str, Any]) -> str:
    return format_change(row["recent_count"], row["before_count"])


def _reason(row: Mapping[str, Any]) -> str:
    if is_missing(row["parent_reason_label"]):
        return sentences.NOT_KNOWN
    return f"{row['parent_reason_label']} ({format_share(row['parent_share'], 0)})"
