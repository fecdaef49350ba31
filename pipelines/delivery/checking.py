"""Checking: which doors and subscriptions cannot work, or do not work now?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from pipelines.delivery.alarms import say_dead, say_refused
from pipelines.delivery.failing import FailedError, RefusedError, secret_of
from pipelines.delivery.letters import Letter
from pipelines.delivery.webhooks import VARIABLE, body_of
from pipelines.delivery_settings import Door, EmailDoor, FolderDoor, WebhookDoor
from pipelines.settings import Settings, SettingsError
from pipelines.workspace import Workspace, WorkspaceError, open_workspace, outbox
from pipelines.workspace.subscriptions import problem_of, read_subscriptions
from pipelines.workspace.tables import now


def standing_problems(settings: Settings) -> list[str]:
    """What keeps letters from going, a line each with what to do; nothing is sent."""
    try:
        with open_workspace(settings) as workspace:
            return problems_now(settings, workspace)
    except (SettingsError, WorkspaceError) as error:
        return [str(error)]


def problems_now(settings: Settings, workspace: Workspace) -> list[str]:
    """The same, of an open workspace."""
    active = [each for each in read_subscriptions(workspace, settings) if each.is_active]
    wrong = [problem for each in active if (problem := problem_of(settings, each))]
    return [*wrong, *_alarm_problem(settings), *door_problems(workspace)]


def door_problems(workspace: Workspace) -> list[str]:
    """A line for each door that is dead or refused letters."""
    doors = outbox.read_doors(workspace).to_dict("records")
    dead = [say_dead(door) for door in doors if door["is_dead"]]
    return dead + [f"{say_refused(door)} See voc deliver --status." for door in doors if door["refused_count"]]


def shut_doors(settings: Settings) -> Iterator[str]:
    """What each door of voc.toml lacks on this machine: a secret, a folder that can be written, a template that works."""
    for name, door in settings.doors.items():
        try:
            _look_at(door, settings.root)
        except (FailedError, RefusedError) as error:
            yield f"Door {name}: {error}"


def _look_at(door: Door, root: Path) -> None:
    for name in _secrets(door):
        secret_of(name)
    if isinstance(door, WebhookDoor):
        body_of(door, Letter("k", "test", "s", "t", "d", "p", now()), root)
    if isinstance(door, FolderDoor):
        place = root / door.path
        while not place.exists():
            place = place.parent
        if not place.is_dir() or not os.access(place, os.W_OK):
            raise FailedError("its folder cannot be written. Check path and rights.")


def _secrets(door: Door) -> list[str]:
    """The environment variables that a door needs."""
    if isinstance(door, FolderDoor):
        return []
    if isinstance(door, EmailDoor):
        return [door.password_env] if door.password_env else []
    in_headers = [name for value in getattr(door, "headers", {}).values() for name in VARIABLE.findall(value)]
    return [door.url_env, *in_headers] if door.url_env else in_headers


def _alarm_problem(settings: Settings) -> list[str]:
    door, who = settings.alarm.door, settings.alarm.who
    if door is None:
        return []
    if door not in settings.doors:
        return [f'[alarm] names the door "{door}". Add [doors.{door}] to voc.toml, or name another.']
    if (settings.doors[door].kind == "email") != bool(who):
        return ["[alarm] needs who, a list of addresses, for e-mail, and has none for any other door."]
    return []
