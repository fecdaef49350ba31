"""Alerts: which new spikes does a subscription tell, at once and grouped, and when does it hold its tongue?

Each alert is told once. In the quiet hours, and once the day's maximum is reached, alerts gather; the next letter tells them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
from sqlalchemy import func, select

from pipelines.delivery.clocked import chosen, say_why_sent
from pipelines.delivery.facts import published, read_alerts, read_day, read_labels, say_alert, title_of
from pipelines.delivery.letters import Letter
from pipelines.delivery.plans import Plan
from pipelines.reporting import ReportError, UnknownReportError, make_reports
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from pipelines.workspace.subscriptions import Subscribed, last_tick, told_alerts
from pipelines.workspace.tables import DELIVERY

NEWS_DAYS = 3  # what began longer ago is no news to a subscription that has just begun
SHOWN = 10
BRIEFS = 3  # that a letter takes along


def plan_alerts(settings: Settings, workspace: Workspace, subscribed: Subscribed, moment: datetime) -> Plan | None:
    """What a subscription tells at a moment (UTC); None where there is nothing new, or it has to wait."""
    code = subscribed.department_code
    with published(settings) as marts:
        day = read_day(marts) if marts is not None else None
        if marts is None or day is None:
            return None
        label = read_labels(marts).get(code, code)
        told = told_alerts(workspace, subscribed.subscription_id)
        new = [alert for alert in read_alerts(marts, code) if alert["alert_id"] not in told]
    has_begun = last_tick(workspace, subscribed.subscription_id) is not None
    old = [] if has_begun else [alert["alert_id"] for alert in new if not is_news(alert, day)]
    new = [alert for alert in new if alert["alert_id"] not in old]
    begins = None if has_begun else moment
    if not new or must_wait(settings, workspace, subscribed, moment):
        return None if has_begun else Plan(subscribed, "begins", tick_at=begins, found=tuple(old))
    letter = compose(subscribed, new, label, day, moment)
    ids = tuple(alert["alert_id"] for alert in new)
    return Plan(
        subscribed,
        f"{len(new)} new spike{'s' if len(new) > 1 else ''}",
        letter,
        begins,
        tuple(sorted(ids)),
        tuple(old),
        attach=partial(briefs, settings, subscribed, ids[:BRIEFS]),
    )


def is_news(alert: dict[str, Any], day: date) -> bool:
    return bool(alert["is_open"]) and pd.Timestamp(alert["started_date"]).date() > day - timedelta(days=NEWS_DAYS)


def must_wait(settings: Settings, workspace: Workspace, subscribed: Subscribed, moment: datetime) -> bool:
    """Whether it is quiet now, or the day's maximum of letters is reached, by the subscription's own clock."""
    zone = ZoneInfo(subscribed.said.timezone or settings.site.timezone)
    local = moment.replace(tzinfo=UTC).astimezone(zone)
    if is_quiet(local.time(), subscribed.said.quiet_from, subscribed.said.quiet_to):
        return True
    midnight = datetime.combine(local.date(), time(), zone).astimezone(UTC).replace(tzinfo=None)
    own = (DELIVERY.c.subscription_id == subscribed.subscription_id, DELIVERY.c.queued_at >= midnight)
    letters = select(func.count(DELIVERY.c.queued_at.distinct())).where(*own, DELIVERY.c.kind_code == "alerts")
    with workspace.engine.connect() as connection:
        return connection.execute(letters).scalar_one() >= subscribed.said.daily_max


def is_quiet(clock: time, begins: time | None, ends: time | None) -> bool:
    """Whether a time lies in the quiet hours, which may go over midnight."""
    if begins is None or ends is None:
        return False
    return begins <= clock < ends if begins <= ends else clock >= begins or clock < ends


def compose(
    subscribed: Subscribed, alerts: Sequence[dict[str, Any]], label: str, day: date, moment: datetime
) -> Letter:
    """One letter about all that is new, the gravest first."""
    titles = [title_of(alert) for alert in alerts]
    subject = (
        f"{label}: new spike, {titles[0]}"
        if len(alerts) == 1
        else f"{label}: {len(alerts)} new spikes, {titles[0]} first"
    )
    lines = [f"- {say_alert(alert)}" for alert in alerts[:SHOWN]]
    if len(alerts) > SHOWN:
        lines.append(f"- and {len(alerts) - SHOWN} more: the page Spikes of the dashboard shows them.")
    text = "\n".join([*lines, "", say_why_sent(subscribed)])
    return Letter("", "alerts", subject, text, label, str(day), moment)


def briefs(settings: Settings, subscribed: Subscribed, alert_ids: Sequence[str], folder: Path) -> tuple[Path, ...]:
    """The briefs on these alerts, in the formats that the subscription asks for; none where it names none."""
    made: list[Path] = []
    for alert_id in alert_ids if subscribed.said.formats else ():
        with suppress(ReportError, UnknownReportError):  # an alert is told without its brief rather than late
            made += make_reports(settings, folder, "--brief", alert_id)
    return chosen(made, subscribed.said.formats)
