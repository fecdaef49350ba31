"""Plans: what a subscription has to send now, and how it gets into the outbox.

A plan changes nothing, so that it can be shown; queueing it twice, or in two processes, queues its letters once.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.exc import IntegrityError

from pipelines.delivery import letters
from pipelines.delivery.letters import Letter, key_of
from pipelines.settings import Settings
from pipelines.workspace import Workspace, outbox
from pipelines.workspace.subscriptions import Subscribed, note_found, note_tick, rows_of_told
from pipelines.workspace.tables import ALERT_TOLD


@dataclass(frozen=True)
class Plan:
    """What is due for one subscription: a letter for each recipient, and what is noted with it."""

    subscribed: Subscribed
    says: str  # for the operator
    letter: Letter | None = None  # its key is that of the first recipient
    tick_at: datetime | None = None
    told: tuple[str, ...] = ()  # alerts that the letter tells
    found: tuple[str, ...] = ()  # alerts that were there when the subscription began
    attach: Callable[[Path], tuple[Path, ...]] | None = None  # writes what the letter takes along into a folder

    @property
    def recipients(self) -> tuple[str | None, ...]:
        return self.subscribed.said.who or (None,)

    def keys(self) -> dict[str | None, str]:
        """The key of each recipient's letter."""
        if self.letter is None:
            return {}
        about = (self.letter.kind, self.letter.period, *self.told)
        own = (self.subscribed.subscription_id, self.subscribed.said.door, *about)
        return {who: key_of(*own, who) for who in self.recipients}


def queue(settings: Settings, workspace: Workspace, plan: Plan, moment: datetime) -> int:
    """Put what is due into the outbox, and note that it is there; return how many letters are new."""
    subscription_id = plan.subscribed.subscription_id
    added = _queue_letters(settings, workspace, plan, moment) if plan.letter else 0
    note_found(workspace, subscription_id, plan.found, moment)
    if plan.tick_at is not None:
        note_tick(workspace, subscription_id, plan.tick_at)
    return added


def _queue_letters(settings: Settings, workspace: Workspace, plan: Plan, moment: datetime) -> int:
    assert plan.letter is not None
    keys = plan.keys()
    known = outbox.known_keys(workspace, list(keys.values()))
    new = {who: key for who, key in keys.items() if key not in known}
    if not new:
        return 0
    settings.paths.outbox.mkdir(parents=True, exist_ok=True)
    letter = plan.letter
    with tempfile.TemporaryDirectory(prefix=".", dir=settings.paths.outbox) as folder:
        if plan.attach:
            letter = replace(letter, files=plan.attach(Path(folder)))
        for key in new.values():
            letters.keep(settings.paths.outbox, replace(letter, key=key))
    rows = [
        row_of(replace(letter, key=key), plan.subscribed.said.door, who, plan.subscribed) for who, key in new.items()
    ]
    told = rows_of_told(plan.subscribed.subscription_id, plan.told, moment)
    try:
        with workspace.engine.begin() as connection:
            if told:
                connection.execute(ALERT_TOLD.insert(), told)
            outbox.enqueue(connection, rows, moment)
    except IntegrityError:  # another process queued the same at this moment
        return 0
    return len(rows)


def row_of(
    letter: Letter, door_name: str, recipient: str | None, subscribed: Subscribed | None = None
) -> dict[str, str | None]:
    """A letter as the outbox lists it."""
    return {
        "delivery_key": letter.key,
        "door_name": door_name,
        "kind_code": letter.kind,
        "subscription_id": subscribed.subscription_id if subscribed else None,
        "department_code": subscribed.department_code if subscribed else None,
        "recipient": recipient,
        "subject": letter.subject,
        "period": letter.period,
    }
