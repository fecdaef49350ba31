"""Costliest: which reasons take most of the agents' hours, where do they go, and what should be fixed first?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, movements, sentences, tiles
from dashboards.actions import said
from dashboards.actions.found import about_reasons
from dashboards.cells import TOO_FEW_CODE
from dashboards.components import plain
from dashboards.view import View

MOST = 5
CHANGING = ("live", "measured")  # an action that has begun


def show(now: pd.DataFrame, before: pd.DataFrame, view: View) -> None:
    """The five reasons that cost most, with their course and what is changed about each; the first to fix in a sentence."""
    rows = costliest(now, before, view)
    if rows.empty:
        return
    acted = about_reasons(tuple(rows["reason_code"]))
    rows["actions"] = [acted[acted["reason_code"] == code].to_dict("records") for code in rows["reason_code"]]
    against = f" Change against {view.compare_label}." if view.is_comparable else ""
    components.heading(
        say_first(rows), f"The {len(rows)} reasons that take most of the agents' hours, the course by day.{against}"
    )
    st.html(_table(rows, view.is_comparable))
    taken = ["reason_label", "agent_hours", "share", *(["hours_before"] if view.is_comparable else [])]
    components.download(rows[taken], "costliest-reasons")


def costliest(now: pd.DataFrame, before: pd.DataFrame, view: View) -> pd.DataFrame:
    """One row a reason, costliest first: reason_code, reason_label, agent_hours, share (0-1 of all), hours_before, course."""
    hours = now.assign(hours=now["handle_seconds"] / 3600)
    total = hours["hours"].sum()
    known = hours[~hours["reason_code"].isin((movements.UNSURE, TOO_FEW_CODE))]
    rows = known.groupby(["reason_code", "reason_label"], as_index=False)["hours"].sum()
    rows = rows[rows["hours"] > 0].nlargest(MOST, "hours").rename(columns={"hours": "agent_hours"})
    by_day = known.pivot_table(index="contact_date", columns="reason_code", values="hours", aggfunc="sum")
    by_day = by_day.reindex(pd.date_range(view.start, view.end)).fillna(0.0)
    then = before.groupby("reason_code")["handle_seconds"].sum() / 3600
    return rows.assign(
        share=rows["agent_hours"] / total,
        hours_before=rows["reason_code"].map(then).fillna(0.0),
        course=[by_day[code].tolist() for code in rows["reason_code"]],
    ).reset_index(drop=True)


def say_first(rows: pd.DataFrame) -> str:
    """To fix first: Where is my order, 56.3 hours, 8 % of all; nobody has recorded a change about it.

    What somebody changes already comes after what nobody does.
    """
    is_changing = [any(each["state_code"] in CHANGING for each in actions) for actions in rows["actions"]]
    waiting = rows[[not changing for changing in is_changing]]
    first = (waiting if len(waiting) else rows).iloc[0]
    cost = f"{sentences.format_hours(first['agent_hours'])}, {sentences.format_share(first['share'], 0)} of all"
    if waiting.empty:
        return f"All of the costliest are being changed; {first['reason_label']} costs most: {cost}"
    done = "a change is recorded, and not live yet" if first["actions"] else "nobody has recorded a change about it"
    return f"To fix first by cost: {first['reason_label']}, {cost}; {done}"


def _table(rows: pd.DataFrame, is_comparable: bool) -> str:
    change = '<th class="voc-right">Change</th>' if is_comparable else ""
    head = f'<tr><th>Reason</th><th>Course</th><th class="voc-right">Hours</th><th class="voc-right">Share</th>{change}'
    body = "".join(_row(row, is_comparable) for row in rows.to_dict("records"))
    return f'<table class="voc-rows voc-costliest">{head}<th>What is changed</th></tr>{body}</table>'


def _row(row: dict[str, Any], is_comparable: bool) -> str:
    label = tiles.drill(
        row["reason_label"], components.address("reasons", chosen=row["reason_code"]), f"{row['reason_label']} in full"
    )
    words = sentences.format_change(row["agent_hours"], row["hours_before"])
    change = f'<td class="voc-right">{plain(words)}</td>' if is_comparable else ""
    return (
        f"<tr><td>{label}</td><td>{tiles.spark(row['course'], width=104)}</td>"
        f'<td class="voc-right">{row["agent_hours"]:.1f}</td>'
        f'<td class="voc-right">{sentences.format_share(row["share"], 0)}</td>{change}<td>{_changed(row["actions"])}</td></tr>'
    )


def _changed(actions: list[dict[str, Any]]) -> str:
    """The newest action about it, as a link."""
    if not actions:
        return "nothing recorded"
    newest = actions[-1]
    words = f"“{newest['title']}”, {said.state(newest)}"
    return tiles.drill(words, components.address("actions", action=newest["action_id"]), "The action in full")
