"""Round: what is due, what goes, and what does the operator hear of it?

Called after each night and every few minutes between; two rounds at once do no harm.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from pipelines.delivery.alarms import say_failed_run, say_recovered, sound_alarms
from pipelines.delivery.alerts import plan_alerts
from pipelines.delivery.checking import problems_now
from pipelines.delivery.clocked import plan_report
from pipelines.delivery.plans import Plan, queue
from pipelines.delivery.sending import SENDING, SendingSettings, Sent, send_waiting
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace, outbox
from pipelines.workspace.subscriptions import Subscribed, problem_of, read_subscriptions
from pipelines.workspace.tables import now


@dataclass(frozen=True)
class Round:
    """What one round did."""

    queued: tuple[str, ...]  # a line for each subscription that something was queued for
    sent: tuple[Sent, ...]
    problems: tuple[str, ...]  # each says what to do

    @property
    def delivered_count(self) -> int:
        return sum(each.state_code == "delivered" for each in self.sent)


def deliver(settings: Settings, sending: SendingSettings = SENDING, clock: Callable[[], datetime] = now) -> Round:
    """Queue what subscriptions owe, send what waits, and sound the alarm where a door is dead."""
    with open_workspace(settings) as workspace:
        _sweep(settings, workspace)
        queued = []
        for plan in plan_all(settings, workspace, clock()):
            if queue(settings, workspace, plan, clock()):
                queued.append(say_plan(plan))
        sent = send_waiting(settings, workspace, sending, clock)
        if sound_alarms(settings, workspace, clock()):
            sent += send_waiting(settings, workspace, sending, clock)
        return Round(tuple(queued), tuple(sent), tuple(problems_now(settings, workspace)))


def plan_all(settings: Settings, workspace: Workspace, moment: datetime) -> list[Plan]:
    """What is due for each subscription that can work."""
    active = [each for each in read_subscriptions(workspace, settings) if each.is_active]
    working = [each for each in active if problem_of(settings, each) is None]
    plans = (_plan(settings, workspace, each, moment) for each in working)
    return [plan for plan in plans if plan is not None]


def _plan(settings: Settings, workspace: Workspace, subscribed: Subscribed, moment: datetime) -> Plan | None:
    plan = plan_alerts if subscribed.said.what == "alerts" else plan_report
    return plan(settings, workspace, subscribed, moment)


def say_plan(plan: Plan) -> str:
    """logistics/weekly, by mail to 2: the report up to 2026-03-29."""
    said = plan.subscribed.said
    to = f" to {len(said.who)}" if said.who else ""
    return f"{plan.subscribed.subscription_id}, by {said.door}{to}: {plan.says}."


def tell_failure(settings: Settings, run_id: str, words: str, sending: SendingSettings = SENDING) -> None:
    """Tell the operator by the alarm's door that a run failed."""
    if settings.alarm.door is None:
        return
    with open_workspace(settings) as workspace:
        if say_failed_run(settings, workspace, run_id, words, now()):
            send_waiting(settings, workspace, sending)


def tell_recovery(settings: Settings, run_id: str, failed_id: str, sending: SendingSettings = SENDING) -> None:
    """Tell the operator by the alarm's door that a run came through after one that had failed."""
    if settings.alarm.door is None:
        return
    with open_workspace(settings) as workspace:
        if say_recovered(settings, workspace, run_id, failed_id, now()):
            send_waiting(settings, workspace, sending)


def _sweep(settings: Settings, workspace: Workspace, longest: timedelta = timedelta(days=1)) -> None:
    """Delete what lies in the outbox of letters that have gone, or that nobody queued: of a process that was killed."""
    if not settings.paths.outbox.is_dir():
        return
    lying = {path.name: path for path in settings.paths.outbox.iterdir()}
    keys = list(lying)
    before = (datetime.now(UTC) - longest).timestamp()
    known = outbox.known_keys(workspace, keys)
    forgotten = {key for key in set(keys) - known if lying[key].stat().st_mtime < before}
    for key in outbox.known_keys(workspace, keys, outbox.FINAL_STATES) | forgotten:
        shutil.rmtree(lying[key], ignore_errors=True)
