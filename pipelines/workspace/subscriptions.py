"""Subscriptions: who receives what, when and by which door, as departments.toml says and people changed it since?

The newest row of a subscription counts, over what the file says; one that was stopped is a row of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from pipelines.delivery_settings import Subscription
from pipelines.settings import Settings
from pipelines.workspace import Workspace
from pipelines.workspace.tables import ALERT_TOLD, SUBSCRIPTION, SUBSCRIPTION_TICK, now
from pipelines.workspace.wording import WorkspaceError


@dataclass(frozen=True)
class Subscribed:
    """A subscription of a department."""

    subscription_id: str
    department_code: str
    said: Subscription
    is_active: bool = True
    changed_by: str | None = None  # None: as departments.toml says it


def new_subscription(department_code: str, **said: object) -> Subscribed:
    """A subscription that no file names.

    Raises:
        WorkspaceError: it cannot work; the message says why.
    """
    try:
        return Subscribed(f"{department_code}/{uuid4().hex[:8]}", department_code, Subscription(**said))  # type: ignore[arg-type]
    except ValidationError as error:
        raise WorkspaceError(f"{error.errors()[0]['msg'].removeprefix('Value error, ')}.") from None


def keep_subscription(workspace: Workspace, subscribed: Subscribed, changed_by: str) -> None:
    """Keep a subscription, after what was said of it before."""
    said = subscribed.said
    row: dict[str, object] = {
        "subscription_id": subscribed.subscription_id,
        "department_code": subscribed.department_code,
    }
    row |= {"what_code": said.what, "door_name": said.door, "cron": said.when, "timezone": said.timezone}
    lists = {"who": list(said.who), "formats": None if said.formats is None else list(said.formats)}
    clock = {name: f"{at:%H:%M}" if (at := getattr(said, name)) else None for name in ("quiet_from", "quiet_to")}
    rest = {"daily_max": said.daily_max, "is_active": subscribed.is_active}
    with workspace.engine.begin() as connection:
        written = {**row, **lists, **clock, **rest, "changed_by": changed_by, "changed_at": now()}
        connection.execute(SUBSCRIPTION.insert(), written)


def stop_subscription(workspace: Workspace, subscribed: Subscribed, changed_by: str) -> None:
    """Nothing more is sent for it; what is in the outbox goes."""
    keep_subscription(workspace, replace(subscribed, is_active=False), changed_by)


def read_subscriptions(workspace: Workspace, settings: Settings) -> list[Subscribed]:
    """Return all of them as they stand, stopped ones too, by department."""
    of_file = {name: Subscribed(name, code, said) for name, code, said in settings.subscriptions}
    newest = select(func.max(SUBSCRIPTION.c.row_id)).group_by(SUBSCRIPTION.c.subscription_id)
    query = select(SUBSCRIPTION).where(SUBSCRIPTION.c.row_id.in_(newest)).order_by(SUBSCRIPTION.c.row_id)
    with workspace.engine.connect() as connection:
        changed = {row.subscription_id: _read(row) for row in connection.execute(query)}
    return sorted((of_file | changed).values(), key=lambda each: (each.department_code, each.subscription_id))


def tables_of(subscriptions: Iterable[Subscribed]) -> dict[str, list[dict[str, Any]]]:
    """Those that are active as departments.toml says them, by department."""
    tables: dict[str, list[dict[str, Any]]] = {}
    for each in subscriptions:
        if each.is_active:
            said = each.said.model_dump(exclude_none=True, exclude={"name", "quiet_from", "quiet_to"})
            clock = {name: f"{at:%H:%M}" for name in ("quiet_from", "quiet_to") if (at := getattr(each.said, name))}
            lists = {name: list(value) for name, value in said.items() if isinstance(value, tuple)}
            name = {"name": each.subscription_id.partition("/")[2]}
            tables.setdefault(each.department_code, []).append(name | said | lists | clock)
    return tables


def problem_of(settings: Settings, subscribed: Subscribed) -> str | None:
    """What keeps a subscription from working, with what to do; None where it can."""
    name, said = subscribed.subscription_id, subscribed.said
    door = settings.doors.get(said.door)
    if door is None:
        return (
            f'Subscription {name} names the door "{said.door}". Add [doors.{said.door}] to voc.toml, or name another.'
        )
    if door.kind != "email":
        return (
            f"Subscription {name} names addresses, which {said.door} does not take. Leave who out."
            if said.who
            else None
        )
    if not said.who:
        return f"Subscription {name} goes by e-mail to nobody. Name addresses in who."
    if not all(door.lets_to(address) for address in said.who):
        return (
            f"Subscription {name} names an address outside of the domains of {said.door}. Correct who, or its domains."
        )
    return None


def last_tick(workspace: Workspace, subscription_id: str) -> datetime | None:
    """Up to when everything that was due is in the outbox (UTC); None where it has never been looked at."""
    newest = select(func.max(SUBSCRIPTION_TICK.c.tick_at)).where(SUBSCRIPTION_TICK.c.subscription_id == subscription_id)
    with workspace.engine.connect() as connection:
        return connection.execute(newest).scalar()


def note_tick(workspace: Workspace, subscription_id: str, tick_at: datetime) -> None:
    with workspace.engine.begin() as connection:
        connection.execute(SUBSCRIPTION_TICK.insert(), {"subscription_id": subscription_id, "tick_at": tick_at})


def told_alerts(workspace: Workspace, subscription_id: str) -> set[str]:
    """The alerts that a subscription has told, or found when it began."""
    query = select(ALERT_TOLD.c.alert_id).where(ALERT_TOLD.c.subscription_id == subscription_id)
    with workspace.engine.connect() as connection:
        return set(connection.execute(query).scalars())


def note_found(workspace: Workspace, subscription_id: str, alert_ids: Iterable[str], moment: datetime) -> None:
    """Keep which alerts a subscription found when it began: they are no news."""
    row = {"subscription_id": subscription_id, "told_at": moment, "is_first_look": True}
    for alert_id in alert_ids:
        try:
            with workspace.engine.begin() as connection:
                connection.execute(ALERT_TOLD.insert(), {**row, "alert_id": alert_id})
        except IntegrityError:  # another process looked at the same time
            continue


def rows_of_told(subscription_id: str, alert_ids: Sequence[str], moment: datetime) -> list[dict[str, object]]:
    """What keeps that alerts were told; to be inserted with the letters that tell them."""
    row = {"subscription_id": subscription_id, "told_at": moment, "is_first_look": False}
    return [{**row, "alert_id": alert_id} for alert_id in alert_ids]


def _read(row) -> Subscribed:
    said = Subscription.model_construct(
        what=row.what_code,
        door=row.door_name,
        who=tuple(row.who),
        when=row.cron,
        timezone=row.timezone,
        formats=None if row.formats is None else tuple(row.formats),
        quiet_from=time.fromisoformat(row.quiet_from) if row.quiet_from else None,
        quiet_to=time.fromisoformat(row.quiet_to) if row.quiet_to else None,
        daily_max=row.daily_max,
        name=None,
    )
    return Subscribed(row.subscription_id, row.department_code, said, row.is_active, row.changed_by)
