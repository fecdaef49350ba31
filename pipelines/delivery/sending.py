"""Sending: how does what waits leave, though doors fail, hang and come back?

A letter that fails waits twice as long each time. A door that fails several times in a row is dead: what waits for it
waits, and now and then one letter tries whether it is back. Doors are served beside each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from pipelines.delivery import letters
from pipelines.delivery.doors import send
from pipelines.delivery.failing import FailedError, RefusedError
from pipelines.settings import Settings
from pipelines.workspace import Workspace, outbox
from pipelines.workspace.tables import now


@dataclass(frozen=True)
class SendingSettings:
    """How long is waited between tries, and when a door is taken for dead.

    `claim_seconds` is longer than any try takes: after it, a letter whose process died is sent again.
    """

    first_wait_seconds: float = 60
    longest_wait_seconds: float = 3600
    dead_after: int = 5
    claim_seconds: float = 900


SENDING = SendingSettings()


@dataclass(frozen=True)
class Sent:
    """What became of one letter, or of a door that has just died."""

    door_name: str
    state_code: str  # delivered, waiting, refused, withdrawn
    subject: str
    error: str | None = None
    has_died: bool = False


def send_waiting(
    settings: Settings,
    workspace: Workspace,
    sending: SendingSettings = SENDING,
    clock: Callable[[], datetime] = now,
) -> list[Sent]:
    """Try every letter that is due, once; return what became of each."""
    doors = outbox.doors_with_letters(workspace)
    if not doors:
        return []
    with ThreadPoolExecutor(len(doors)) as pool:
        empty = partial(_serve, settings, workspace, sending, clock)
        return [each for done in pool.map(lambda door: list(empty(door)), doors) for each in done]


def _serve(
    settings: Settings, workspace: Workspace, sending: SendingSettings, clock: Callable[[], datetime], door_name: str
) -> Iterator[Sent]:
    """Letter after letter, until none is due or the door is dead."""
    begun, claimed_by = clock(), uuid4().hex
    door = outbox.read_door(workspace, door_name)
    is_probe = bool(door and door["is_dead"])
    if door and is_probe and door["next_try_at"] > begun:
        return
    due = datetime.max if is_probe else begun
    while True:
        moment = clock()
        until = moment + timedelta(seconds=sending.claim_seconds)
        letter = outbox.claim(workspace, door_name, due, moment, until, claimed_by)
        if letter is None:
            return
        sent = _try(settings, workspace, sending, clock, letter)
        yield sent
        if sent.has_died or (is_probe and sent.state_code == "waiting"):
            return
        due, is_probe = max(begun, clock()) if is_probe else begun, False


def _try(
    settings: Settings,
    workspace: Workspace,
    sending: SendingSettings,
    clock: Callable[[], datetime],
    letter: dict[str, Any],
) -> Sent:
    told = partial(Sent, letter["door_name"], subject=letter["subject"])
    key = letter["delivery_key"]
    try:
        send(settings, letter["door_name"], letters.read(settings.paths.outbox, key), letter["recipient"])
    except letters.WithdrawnError as error:
        outbox.note(workspace, letter, "withdrawn", error=str(error))
        return told(state_code="withdrawn", error=str(error))
    except RefusedError as error:
        outbox.note(workspace, letter, "refused", error=str(error))
        return told(state_code="refused", error=str(error))
    except FailedError as error:
        has_died = _note_failure(workspace, sending, clock(), letter, error)
        return told(state_code="waiting", error=str(error), has_died=has_died)
    except Exception as error:  # a letter that nobody foresaw must not hold up the others; its text may hold anything
        failure = FailedError(f"It failed unexpectedly ({type(error).__name__}).")
        has_died = _note_failure(workspace, sending, clock(), letter, failure)
        return told(state_code="waiting", error=str(failure), has_died=has_died)
    outbox.note(workspace, letter, "delivered", delivered_at=clock())
    outbox.note_working(workspace, letter["door_name"], clock())
    letters.drop(settings.paths.outbox, [key])
    return told(state_code="delivered")


def _note_failure(
    workspace: Workspace, sending: SendingSettings, moment: datetime, letter: dict[str, Any], error: FailedError
) -> bool:
    """Whether the door is dead with it."""
    wait = min(max(_wait(sending, letter["tries"]), error.wait_seconds or 0), sending.longest_wait_seconds)
    outbox.note(workspace, letter, "waiting", error=str(error), next_try_at=moment + timedelta(seconds=wait))
    failures = outbox.note_failing(workspace, letter["door_name"], str(error), moment)
    if failures < sending.dead_after and not error.is_certain:
        return False
    pause = max(_wait(sending, failures - sending.dead_after + 1), error.wait_seconds or 0)
    next_try_at = moment + timedelta(seconds=min(pause, sending.longest_wait_seconds))
    outbox.note_dead(workspace, letter["door_name"], next_try_at)
    return True


def _wait(sending: SendingSettings, tries: int) -> float:
    """Twice as long each time."""
    return min(sending.first_wait_seconds * 2 ** min(max(tries - 1, 0), 30), sending.longest_wait_seconds)
