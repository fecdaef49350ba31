"""Subscribing: who receives which department's reports and alerts, when and by which door, and what came of the last?

A reader sees and changes the subscriptions of the departments that they may see. What is changed goes to the workspace, over
what departments.toml says, and is an event of the audit trail.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, schedules, sentences
from dashboards.judgements import who
from pipelines.settings import Schedule, Settings, load_settings
from pipelines.workspace import Workspace, WorkspaceError, open_workspace, outbox
from pipelines.workspace.subscriptions import (
    Subscribed,
    keep_subscription,
    new_subscription,
    problem_of,
    read_subscriptions,
    stop_subscription,
)

WHAT = {"weekly": "Weekly report", "alerts": "New spikes, at once"}
OF_THE_HOUSE = {"monthly": "Monthly report of all departments", "data_quality": "Report on the data"}
DAYS = {"*": "Every day"} | {str(number): day for number, day in enumerate(schedules.DAYS, 1)}
DOORS = {"folder": "folder", "email": "e-mail", "webhook": "webhook", "apprise": "chat"}
STATES = {
    "waiting": "waiting",
    "sending": "on its way",
    "delivered": "delivered",
    "refused": "refused by the door",
    "withdrawn": "withdrawn",
}
FORMATS = {"pdf": "PDF", "html": "HTML", "pptx": "PPTX", "xlsx": "XLSX", "md": "Markdown"}


def show() -> None:
    """The subscriptions of the reader's departments, each with a way to stop it, and the form for a new one."""
    settings, labels = load_settings(), _labels()
    try:
        with open_workspace(settings) as workspace:
            every = read_subscriptions(workspace, settings)
            own = [each for each in every if each.department_code in labels and each.said.what in _kinds()]
            newest = outbox.read_newest(workspace)
    except WorkspaceError as error:
        components.empty("The subscriptions are not known.", str(error))
        return
    active = [each for each in own if each.is_active]
    components.heading(say_count(len(active)), "What goes to whom by itself, after each night and at its own time")
    for each in active:
        _show(settings, each, labels, newest)
    if not settings.doors:
        components.empty("Nothing can be sent yet.", "Name a door in voc.toml, such as `[doors.mail]`: see the README.")
    elif labels:
        with st.expander("Add a subscription", icon=":material/add:", key="subscription-new"):
            _ask(settings, labels)


def say_count(count: int) -> str:
    return f"{sentences.count_of(count, 'subscription')}" if count else "Nobody has subscribed yet"


def say(subscribed: Subscribed, label: str) -> str:
    """Logistics: weekly report, every Monday at 08:00 (UTC), by mail to 2 addresses."""
    said = subscribed.said
    rhythm = ""
    if said.when:
        zone = said.timezone or load_settings().site.timezone
        rhythm = f", {sentences.lower_first(schedules.say(Schedule(cron=said.when, timezone=zone)))}"
    quiet = (
        f", not between {said.quiet_from:%H:%M} and {said.quiet_to:%H:%M}" if said.quiet_from and said.quiet_to else ""
    )
    to = f" to {', '.join(said.who)}" if said.who else ""
    return f"{label}: {sentences.lower_first((WHAT | OF_THE_HOUSE)[said.what])}{rhythm}{quiet}, by {said.door}{to}"


def say_last(newest: pd.DataFrame, subscription_id: str) -> str:
    """Last: Mon 2 Mar 2026, 2 delivered, 1 waiting."""
    own = newest[newest["subscription_id"] == subscription_id]
    if own.empty:
        return "Nothing was sent yet"
    states = ", ".join(f"{row.letter_count} {STATES[row.state_code]}" for row in own.itertuples())
    return f"Last: {sentences.format_date(own['queued_at'].iloc[0], with_year=True)}, {states}"


def _labels() -> dict[str, str]:
    """The departments that a reader may subscribe to: all, or a head's own."""
    labels = marts.departments().set_index("department_code")["department_label"].to_dict()
    return {code: label for code, label in labels.items() if _sees_all() or code in access.reader().department_codes}


def _sees_all() -> bool:
    return access.reader().role_code != "department_head"


def _kinds() -> dict[str, str]:
    """What a reader may subscribe to: of the whole house who may see it."""
    return WHAT | OF_THE_HOUSE if _sees_all() else WHAT


def _show(settings: Settings, subscribed: Subscribed, labels: dict[str, str], newest: pd.DataFrame) -> None:
    name = subscribed.subscription_id
    problem = problem_of(settings, subscribed)
    words, button = st.columns([10, 1], gap="small", vertical_alignment="center")
    with words:
        st.markdown(components.literal(f"{say(subscribed, labels[subscribed.department_code])}."))
        components.note(f"It does not work: {problem}" if problem else f"{say_last(newest, name)}.")
    if button.button("Stop", key=f"subscription-stop-{name}", type="tertiary"):
        _write(subscribed, lambda workspace: stop_subscription(workspace, subscribed, who()), "stopped")


def _ask(settings: Settings, labels: dict[str, str]) -> None:
    """The form; what the kind and the door do not need is not asked."""
    left, middle, right = st.columns(3, gap="small")
    code = left.selectbox("Department", list(labels), format_func=labels.get, key="subscription-department")
    what = middle.selectbox("What", list(_kinds()), format_func=_kinds().get, key="subscription-what")
    door = right.selectbox(
        "By",
        list(settings.doors),
        format_func=lambda name: f"{name} ({DOORS[settings.doors[name].kind]})",
        key="subscription-door",
    )
    with st.form(f"subscription-form-{what}-{door}", border=False):
        said: dict[str, Any] = {"what": what, "door": door} | (_ask_quiet() if what == "alerts" else _ask_when(what))
        if settings.doors[door].kind == "email":
            asked = st.text_input("Addresses, with a comma between", key="subscription-who")
            said["who"] = tuple(each.strip() for each in asked.replace(";", ",").split(",") if each.strip())
        said["formats"] = _ask_formats(what)
        if st.form_submit_button("Subscribe", type="primary", key="subscription-keep"):
            _add(settings, code, said)


def _ask_when(what: str) -> dict[str, Any]:
    left, right = st.columns(2, gap="small")
    if what == "monthly":
        day = int(left.number_input("Day of the month", 1, 28, 2, key="subscription-day-of-month"))
    else:
        day = left.selectbox("When", list(DAYS), index=1, format_func=DAYS.get, key="subscription-day")
    at: Any = right.time_input("At, by the clock of the site", time(8), step=900, key="subscription-at")
    return {"when": f"{at.minute} {at.hour} {f'{day} * *' if what == 'monthly' else f'* * {day}'}"}


def _ask_quiet() -> dict[str, Any]:
    left, middle, right = st.columns(3, gap="small")
    begins: Any = left.time_input("Quiet from", None, step=900, key="subscription-quiet-from")
    ends: Any = middle.time_input("Quiet until", None, step=900, key="subscription-quiet-to")
    most = right.number_input("Letters a day at most", 1, 50, 3, key="subscription-most")
    return {"quiet_from": begins, "quiet_to": ends, "daily_max": int(most)}


def _ask_formats(what: str) -> tuple[str, ...] | None:
    """None: as the door has it; of alerts, the briefs that go along."""
    label, usual = ("With a brief as", []) if what == "alerts" else ("As", ["pdf"])
    asked = st.multiselect(label, list(FORMATS), usual, format_func=FORMATS.get, key=f"subscription-formats-{what}")
    return tuple(asked) or None


def _add(settings: Settings, code: str, said: dict[str, Any]) -> None:
    try:
        subscribed = new_subscription(code, **said)
    except WorkspaceError as error:
        components.empty("It was not kept.", str(error))
        return
    problem = problem_of(settings, subscribed)
    if problem:
        components.empty("It was not kept.", problem.replace(f"Subscription {subscribed.subscription_id}", "It"))
        return
    _write(subscribed, lambda workspace: keep_subscription(workspace, subscribed, who()), "added")


def _write(subscribed: Subscribed, change: Callable[[Workspace], object], word: str) -> None:
    """Write, and draw the page anew with it; say why where it was refused."""
    access.require("subscribe")
    if subscribed.department_code not in _labels() or subscribed.said.what not in _kinds():
        components.empty("It was not kept.", "This is not yours to subscribe to.")
        return
    try:
        with open_workspace(load_settings()) as workspace:
            change(workspace)
    except WorkspaceError as error:
        components.empty("It was not kept.", str(error))
        return
    access.audit("subscription_changed", f"{subscribed.subscription_id}: {word}")
    st.rerun()
