"""Cards: which actions are there, what is to be seen of one, and who said what of it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import streamlit as st

from dashboards import access, charts, components, redefinitions
from dashboards.actions import asking, found, marked, measured, said
from dashboards.notes import on
from dashboards.sentences import is_missing, upper_first

DRAWN = timedelta(days=56)  # before it went live, or up to now
LINKS = {"reason": ("reasons", "chosen"), "topic": ("topics", "topic"), "alert": ("spikes", "alert")}
COLUMNS = {
    "title": "Action",
    "subject_label": "About",
    "department_label": "Department",
    "owner": "Owner",
    "state": "State",
    "planned_date": "Planned for",
    "live_date": "Live since",
    "expected": "Expected",
    "waits": "Waits",
    "ticket_url": "Ticket",
    "note": "Note",
    "proposed_by": "Recorded by",
    "proposed_at": "Recorded (UTC)",
}


def grouped(actions: pd.DataFrame) -> list[tuple[str, pd.DataFrame]]:
    """What waits for somebody first, the longest waiting on top; then by state, the newest on top."""
    is_waiting = actions["waits_code"].notna()
    groups = [("waiting", actions[is_waiting].sort_values(["waits_since", "proposed_at"]))]
    others = actions[~is_waiting].sort_values("state_since", ascending=False, kind="stable")
    groups += [(code, others[others["state_code"] == code]) for code in said.STATES]
    return [(code, rows) for code, rows in groups if len(rows)]


def show_list(groups: dict[str, pd.DataFrame], chosen_id: str) -> None:
    """A line for each action under what it needs; the one that is told of is marked. Its link keeps what is shown."""
    shown = {"state": st.query_params["state"]} if "state" in st.query_params else {}
    for code, rows in groups.items():
        components.heading(f"{said.GROUPS[code]} ({len(rows)})")
        with st.container(key=f"listed-{code}", gap="xsmall"):
            for action in rows.to_dict("records"):
                mark = "-chosen" if action["action_id"] == chosen_id else ""
                with st.container(key=f"acted-{code}{mark}-{action['action_id']}", gap=None):
                    components.link("actions", action["title"], action=action["action_id"], **shown)
                    components.note(said.caption(action))
    components.note(said.rule())
    components.download(listing(pd.concat(groups.values())), "actions")


def listing(actions: pd.DataFrame) -> pd.DataFrame:
    """The actions as a table to take along: one row each, with what it waits for in words."""
    words = {
        "state": actions["state_code"].map(said.STATES),
        "expected": actions["expected_change"].map(said.expected),
        "waits": [said.waits(action) for action in actions.to_dict("records")],
    }
    return actions.assign(**words)[list(COLUMNS)].rename(columns=COLUMNS)


def show(action: Mapping[str, Any], end: date) -> None:
    """One action: where it stands, what it is about and its line; what was said of it and how it goes on."""
    with components.card("action"):
        components.finding(action["title"], said.waits(action) or f"{upper_first(said.state(action))}.")
        components.facts(_facts(action))
        _show_links(action)
        if not is_missing(action["note"]):
            components.note(action["note"])
        effect = found.effects((action["action_id"],))
        if effect.empty:
            _show_line(action, end)
    if len(effect):
        with components.card("effect"):
            _show_effect(action, effect.iloc[0].to_dict())
    with components.card("history"):
        components.heading("What was said of it", "The oldest first")
        for sentence in said.changes(found.history(action["action_id"])):
            components.note(sentence)
    if access.reader().may("record_actions"):
        with components.card("change"):
            components.heading("How did it go on?", "What stood here before stays in its history")
            asking.ask_change(action)


def _show_effect(action: Mapping[str, Any], effect: dict[str, Any]) -> None:
    """What came of it, what that saved, and what says so."""
    components.heading(measured.verdict(effect), "Against what would have come without it, with the 95 % interval")
    days = found.effect_days(action["action_id"])
    if len(days):
        marks = marked.with_actions(pd.DataFrame(), pd.DataFrame([action]), days)
        drawing = charts.observed_expected(days, components.palette(), height=200, marks=marks)
        components.chart(drawing, measured.verdict(effect), "action-effect", is_filtered=False)
    labels = effect["control_labels"]
    for sentence in (measured.saved(effect), *measured.proof(effect, [] if labels is None else list(labels))):
        if sentence:
            components.note(sentence)
    if len(days):
        components.note(measured.moves(found.shifts(action["action_id"])))
    components.download(days, "action-effect")


def _facts(action: Mapping[str, Any]) -> list[tuple[str, object]]:
    """Short facts."""
    return [
        ("State", said.STATES[action["state_code"]]),
        ("Department", action["department_label"]),
        ("Owner", action["owner"]),
        ("Expected", said.expected(action["expected_change"])),
        ("Planned for", _day(action["planned_date"]) if action["state_code"] in ("proposed", "accepted") else ""),
        ("Live since", _day(action["live_date"])),
    ]


def _day(day: Any) -> str:
    return "" if is_missing(day) else f"{day:%a} {day.day} {day:%b %Y}"


def _show_links(action: Mapping[str, Any]) -> None:
    with st.container(key="action-links", horizontal=True, vertical_alignment="center", gap="medium"):
        page, name = LINKS[action["subject_kind"]]
        code = action[{"reason": "reason_code", "topic": "topic_code", "alert": "alert_id"}[action["subject_kind"]]]
        if is_missing(action["subject_label"]):
            components.note("What it is about is not in the data that you see.")
        else:
            components.link(page, f"About: {action['subject_label']}", **{name: code})
        if not is_missing(action["ticket_url"]):
            _show_ticket(str(action["ticket_url"]))


def _show_ticket(address: str) -> None:
    """A link to the ticket, which opens beside the dashboard; what a browser would run stays text."""
    parts = urlsplit(address)
    shown = components.plain(f"{parts.netloc}{parts.path}"[:60])
    if parts.scheme not in ("http", "https"):
        components.note(f"Ticket: {address}")
        return
    safe = components.plain(address)
    st.html(
        f'<a class="voc-jump" href="{safe}" target="_blank" rel="noopener noreferrer">Ticket: {shown}</a>',
        width="content",
    )


def _show_line(action: Mapping[str, Any], end: date) -> None:
    start = end if is_missing(action["live_date"]) else min(end, action["live_date"].date())
    daily = found.daily(action, start - DRAWN, end)
    if daily.empty:
        return
    codes = () if is_missing(action["reason_code"]) else (action["reason_code"],)
    marks = marked.with_actions(on(daily, codes), pd.DataFrame([action]), daily)
    says = f"Contacts a day: {action['subject_label']}"
    components.heading(says, "The band is the expected range")
    drawing = charts.observed_expected(daily, components.palette(), height=200, marks=marks)
    components.chart(drawing, says, "action-course", is_filtered=False)
    if len(marks):
        components.note(redefinitions.say(marks))
