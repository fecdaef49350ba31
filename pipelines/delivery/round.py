"""Round: what is due, what goes, and what does the operator hear of it?

Called after each night and every few minutes between; two rounds at once do no harm.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from pipelines.delivery.alarms import say_dead, say_failed_run, say_refused, sound_alarms
from pipelines.delivery.alerts import plan_alerts
from pipelines.delivery.plans import Plan, queue
from pipelines.delivery.sending import SENDING, SendingSettings, Sent, send_waiting
from pipelines.delivery.weekly import plan_weekly
from pipelines.settings import Settings
from pipelines.workspace import Workspace, open_workspace, outbox
from pipelines.workspace.subscriptions import Subscribed, read_subscriptions
from pipelines.workspace.tables import now

PLANS = {"weekly": plan_weekly, "alerts": plan_alerts}


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
        plans, problems = plan_all(settings, workspace, clock())
        queued = []
        for plan in plans:
            if queue(settings, workspace, plan, clock()):
                queued.append(say_plan(plan))
        sent = send_waiting(settings, workspace, sending, clock)
        if sound_alarms(settings, workspace, clock()):
            sent += send_waiting(settings, workspace, sending, clock)
        return Round(tuple(queued), tuple(sent), (*problems, *door_problems(workspace)))


def plan_all(settings: Settings, workspace: Workspace, moment: datetime) -> tuple[list[Plan], list[str]]:
    """What is due for each subscription, and what is wrong with those that cannot work."""
    plans: list[Plan] = []
    problems: list[str] = []
    for subscribed in read_subscriptions(workspace, settings):
        if not subscribed.is_active:
            continue
        problem = problem_of(settings, subscribed)
        if problem:
            problems.append(problem)
            continue
        plan = PLANS[subscribed.said.what](settings, workspace, subscribed, moment)
        if plan is not None:
            plans.append(plan)
    return plans, problems


def problem_of(settings: Settings, subscribed: Subscribed) -> str | None:
    """What keeps a subscription from working, with what to do."""
    name, said = subscribed.subscription_id, subscribed.said
    door = settings.doors.get(said.door)
    if door is None:
        return (
            f'Subscription {name} names the door "{said.door}". Add [doors.{said.door}] to voc.toml, or name another.'
        )
    if door.kind == "email" and not said.who:
        return f"Subscription {name} goes by e-mail to nobody. Name addresses in who."
    if door.kind != "email" and said.who:
        return f"Subscription {name} names addresses, which {said.door} does not take. Leave who out."
    return None


def door_problems(workspace: Workspace) -> list[str]:
    """A line for each door that is dead or refused letters."""
    doors = outbox.read_doors(workspace).to_dict("records")
    dead = [say_dead(door) for door in doors if door["is_dead"]]
    return dead + [f"{say_refused(door)} See voc deliver --status." for door in doors if door["refused_count"]]


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


def _sweep(settings: Settings, workspace: Workspace) -> None:
    """Delete what lies in the outbox of letters that have gone, left there by a process that was killed."""
    if settings.paths.outbox.is_dir():
        lying = {path.name: path for path in settings.paths.outbox.iterdir()}
        for key in outbox.finished_keys(workspace, list(lying)):
            shutil.rmtree(lying[key], ignore_errors=True)
