"""Outbox: which letters wait, which were tried, and which arrived?

A letter is claimed for a while before it is sent, so that of two processes one sends it; a claim whose process died runs
out, and the letter is sent again. No row is dropped: a letter is `waiting`, `sending`, `delivered`, `refused` by a door that
answers, or `withdrawn` where what it held was erased.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, and_, case, func, or_, select
from sqlalchemy.exc import IntegrityError

from pipelines.workspace import Workspace
from pipelines.workspace.tables import DELIVERY, DOOR, frame

STATES = ("waiting", "sending", "delivered", "refused", "withdrawn")
OPEN_STATES = ("waiting", "sending")
FINAL_STATES = ("delivered", "withdrawn")  # of which nothing needs to lie on disk
AT_ONCE = 500  # keys in one condition


def enqueue(connection: Connection, rows: Sequence[Mapping[str, Any]], moment: datetime) -> None:
    """Put letters in the outbox, in the caller's transaction.

    Args:
        rows: delivery_key, door_name, kind_code, subscription_id, department_code, recipient, subject, period.

    Raises:
        IntegrityError: one of them is in it already.
    """
    state = {"state_code": "waiting", "tries": 0, "queued_at": moment, "next_try_at": moment}
    if rows:
        connection.execute(DELIVERY.insert(), [{**row, **state} for row in rows])


def queue(workspace: Workspace, rows: Sequence[Mapping[str, Any]], moment: datetime) -> int:
    """Put in the outbox what is not in it yet; return how many letters that is."""
    added = 0
    for row in rows:
        try:
            with workspace.engine.begin() as connection:
                enqueue(connection, [row], moment)
                added += 1
        except IntegrityError:  # it is there: this process, or another one, was here before
            continue
    return added


def known_keys(workspace: Workspace, keys: Sequence[str], states: Sequence[str] = STATES) -> set[str]:
    """Which of these letters are in the outbox, in one of the states."""
    found: set[str] = set()
    with workspace.engine.connect() as connection:
        for at in range(0, len(keys), AT_ONCE):
            these = (DELIVERY.c.delivery_key.in_(keys[at : at + AT_ONCE]), DELIVERY.c.state_code.in_(states))
            found |= set(connection.execute(select(DELIVERY.c.delivery_key).where(*these)).scalars())
    return found


def doors_with_letters(workspace: Workspace) -> list[str]:
    """The doors that something waits for, by name."""
    query = select(DELIVERY.c.door_name).where(DELIVERY.c.state_code.in_(OPEN_STATES)).distinct()
    with workspace.engine.connect() as connection:
        return sorted(connection.execute(query).scalars())


def claim(
    workspace: Workspace, door_name: str, due: datetime, moment: datetime, until: datetime, claimed_by: str
) -> dict[str, Any] | None:
    """Take the letter of a door that has waited longest, of those due; None where none is left.

    Args:
        due: letters whose next try lies later are left.
    """
    is_due = or_(
        and_(DELIVERY.c.state_code == "waiting", DELIVERY.c.next_try_at <= due),
        and_(DELIVERY.c.state_code == "sending", DELIVERY.c.claimed_until <= moment),
    )
    order = (DELIVERY.c.next_try_at, DELIVERY.c.delivery_id)
    first = select(DELIVERY).where(DELIVERY.c.door_name == door_name, is_due).order_by(*order).limit(1)
    taken = {"state_code": "sending", "claimed_until": until, "claimed_by": claimed_by, "tried_at": moment}
    while True:
        with workspace.engine.connect() as connection:
            found = connection.execute(first).mappings().first()
        if found is None:
            return None
        this = and_(DELIVERY.c.delivery_id == found["delivery_id"], is_due)
        with workspace.engine.begin() as connection:
            changed = DELIVERY.update().where(this).values(**taken, tries=DELIVERY.c.tries + 1)
            if connection.execute(changed).rowcount:
                return {**found, **taken, "tries": found["tries"] + 1}


def note(workspace: Workspace, letter: Mapping[str, Any], state_code: str, **said: Any) -> bool:
    """Say what became of a letter that was claimed; False where the claim had run out and somebody else has it.

    That it was delivered is kept in any case: it is true whoever says it.
    """
    own = DELIVERY.c.delivery_id == letter["delivery_id"]
    if state_code != "delivered":
        own = and_(own, DELIVERY.c.claimed_by == letter["claimed_by"], DELIVERY.c.state_code == "sending")
    values = {"state_code": state_code, "claimed_until": None, "claimed_by": None, "error": None} | said
    with workspace.engine.begin() as connection:
        return bool(connection.execute(DELIVERY.update().where(own).values(**values)).rowcount)


def note_failing(workspace: Workspace, door_name: str, error: str, moment: datetime) -> int:
    """Keep that a door failed once more; return how often it has, one after the other."""
    this = DOOR.c.door_name == door_name
    values = {"failures": DOOR.c.failures + 1, "failing_since": func.coalesce(DOOR.c.failing_since, moment)}
    _know_door(workspace, door_name)
    with workspace.engine.begin() as connection:
        connection.execute(DOOR.update().where(this).values(**values, error=error))
        return int(connection.execute(select(DOOR.c.failures).where(this)).scalar_one())


def note_dead(workspace: Workspace, door_name: str, next_try_at: datetime) -> None:
    """Nothing goes to a dead door before its next try; what waits for it waits."""
    with workspace.engine.begin() as connection:
        dead = DOOR.update().where(DOOR.c.door_name == door_name)
        connection.execute(dead.values(is_dead=True, next_try_at=next_try_at))


def note_working(workspace: Workspace, door_name: str, moment: datetime) -> None:
    """A door took a letter: whatever waits for one that was dead may go at once."""
    failing = and_(DOOR.c.door_name == door_name, DOOR.c.failures > 0)
    waiting = and_(DELIVERY.c.door_name == door_name, DELIVERY.c.state_code == "waiting")
    well = {"failures": 0, "failing_since": None, "is_dead": False, "next_try_at": None, "error": None}
    with workspace.engine.connect() as connection:
        state = connection.execute(select(DOOR.c.is_dead).where(failing)).first()
    if state is None:
        return
    with workspace.engine.begin() as connection:
        connection.execute(DOOR.update().where(failing).values(**well))
        if state.is_dead:
            connection.execute(DELIVERY.update().where(waiting).values(next_try_at=moment))


def retry(workspace: Workspace, moment: datetime) -> int:
    """Let everything that waits or was refused be tried again now, dead doors included; return how many letters."""
    states = DELIVERY.c.state_code.in_(("waiting", "refused"))
    with workspace.engine.begin() as connection:
        connection.execute(DOOR.update().where(DOOR.c.is_dead).values(next_try_at=moment))
        again = DELIVERY.update().where(states).values(state_code="waiting", next_try_at=moment)
        return connection.execute(again).rowcount


def withdraw_refused(workspace: Workspace) -> int:
    """Give up what doors refused; return how many letters."""
    refused = DELIVERY.update().where(DELIVERY.c.state_code == "refused").values(state_code="withdrawn")
    with workspace.engine.begin() as connection:
        return connection.execute(refused).rowcount


def read_door(workspace: Workspace, door_name: str) -> dict[str, Any] | None:
    """How a door has answered lately: the columns of DOOR; None where it never failed."""
    with workspace.engine.connect() as connection:
        found = connection.execute(select(DOOR).where(DOOR.c.door_name == door_name)).mappings().first()
    return dict(found) if found else None


def read_doors(workspace: Workspace) -> pd.DataFrame:
    """Return one row per door that a letter was for: door_name, waiting_count, refused_count, delivered_count,
    delivered_at and refused_at (the newest), and of DOOR is_dead, failing_since, next_try_at, error. Times in UTC."""
    count = {
        f"{name}_count": func.sum(DELIVERY.c.state_code.in_(states).cast(DELIVERY.c.tries.type))
        for name, states in (("waiting", OPEN_STATES), ("refused", ("refused",)), ("delivered", ("delivered",)))
    }
    summed = [each.label(name) for name, each in count.items()]
    newest = func.max(DELIVERY.c.delivered_at).label("delivered_at")
    refused = func.max(case((DELIVERY.c.state_code == "refused", DELIVERY.c.tried_at))).label("refused_at")
    by_door = select(DELIVERY.c.door_name, *summed, newest, refused).group_by(DELIVERY.c.door_name)
    with workspace.engine.connect() as connection:
        letters = pd.DataFrame(
            connection.execute(by_door).mappings().all(), columns=["door_name", *count, newest.name, refused.name]
        )
        states = frame([tuple(row) for row in connection.execute(select(DOOR))], DOOR)
    states = states.drop(columns="failures")
    doors = letters.astype({name: "int64" for name in count}).merge(states, on="door_name", how="outer")
    doors = doors.fillna(dict.fromkeys(count, 0)).astype(dict.fromkeys(count, "int64"))
    doors["is_dead"] = doors["is_dead"].eq(True)
    times = ["delivered_at", "refused_at", "failing_since", "next_try_at"]
    return doors.astype(dict.fromkeys(times, "datetime64[us]")).sort_values("door_name", ignore_index=True)


def read_deliveries(workspace: Workspace, limit: int = 200) -> pd.DataFrame:
    """Return the newest letters: the columns of DELIVERY, times in UTC."""
    query = select(DELIVERY).order_by(DELIVERY.c.delivery_id.desc()).limit(limit)
    with workspace.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(query)]
    return frame(rows, DELIVERY)


def read_newest(workspace: Workspace) -> pd.DataFrame:
    """Return what was last sent for each subscription: subscription_id, queued_at (UTC), state_code and letter_count, a row
    for each state of its letters."""
    newest = (
        select(DELIVERY.c.subscription_id, func.max(DELIVERY.c.queued_at).label("queued_at"))
        .where(DELIVERY.c.subscription_id.is_not(None))
        .group_by(DELIVERY.c.subscription_id)
        .subquery()
    )
    same = and_(newest.c.subscription_id == DELIVERY.c.subscription_id, newest.c.queued_at == DELIVERY.c.queued_at)
    columns = (DELIVERY.c.subscription_id, DELIVERY.c.queued_at, DELIVERY.c.state_code)
    query = select(*columns, func.count().label("letter_count")).join(newest, same).group_by(*columns)
    with workspace.engine.connect() as connection:
        rows = connection.execute(query).mappings().all()
    return pd.DataFrame(rows, columns=["subscription_id", "queued_at", "state_code", "letter_count"])


def _know_door(workspace: Workspace, door_name: str) -> None:
    known = select(DOOR.c.door_name).where(DOOR.c.door_name == door_name)
    with workspace.engine.connect() as connection:
        if connection.execute(known).first():
            return
    try:
        with workspace.engine.begin() as connection:
            connection.execute(DOOR.insert(), {"door_name": door_name, "failures": 0, "is_dead": False})
    except IntegrityError:  # another process was quicker
        pass
