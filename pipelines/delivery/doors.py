"""Doors: which ways out are there, and how does a letter take one?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipelines.delivery import folders, mail, webhooks
from pipelines.delivery.failing import FailedError
from pipelines.delivery.letters import Letter
from pipelines.settings import Settings


def _tell(*arguments: Any) -> None:
    from pipelines.delivery.chats import tell  # apprise takes a second to import

    tell(*arguments)


DOORS: dict[str, Callable[..., None]] = {
    "folder": folders.put,
    "email": mail.post,
    "webhook": webhooks.call,
    "apprise": _tell,
}


def send(settings: Settings, door_name: str, letter: Letter, recipient: str | None) -> None:
    """Send a letter by a door.

    Raises:
        FailedError: it did not go, and may at the next try.
        RefusedError: the door will not take this letter.
    """
    door = settings.doors.get(door_name)
    if door is None:
        raise FailedError(f'voc.toml names no door "{door_name}". Add [doors.{door_name}].', is_certain=True)
    DOORS[door.kind](door, letter, recipient, settings.root)
