"""Alarms: what must the operator hear of, and by which door?

A door that is dead, letters that were refused or withdrawn, a run that failed, one that came through again, one that never
began. Never through the door that it is about.
"""

from __future__ import annotations

from datetime import datetime

from pipelines.delivery import letters
from pipelines.delivery.letters import Letter, key_of
from pipelines.delivery.plans import row_of
from pipelines.overdue import say_overdue
from pipelines.settings import Settings
from pipelines.workspace import Workspace, outbox


def sound_alarms(settings: Settings, workspace: Workspace, moment: datetime) -> int:
    """Queue an alarm for each door that is dead or refuses letters, and for a run that is overdue, once for each time.

    Returns how many letters are new.
    """
    overdue = say_overdue(settings, moment)
    added = tell(settings, workspace, overdue, "A run is overdue", overdue, moment) if overdue else 0
    for door in outbox.read_doors(workspace).to_dict("records"):
        name = door["door_name"]
        if door["is_dead"]:
            text = f"{say_dead(door)} It is tried again by itself; nothing is lost."
            added += tell(
                settings, workspace, f"dead {door['failing_since']}", f"The door {name} is dead", text, moment, name
            )
        if door["refused_count"]:
            text = f"{say_refused(door)} They are kept: see voc deliver --status, then voc deliver --retry."
            about = f"refused {door['refused_at']}"
            added += tell(settings, workspace, about, f"The door {name} refuses letters", text, moment, name)
    return added


def say_failed_run(settings: Settings, workspace: Workspace, run_id: str, words: str, moment: datetime) -> int:
    text = f"{words}\n\nWhat was published before stays. voc status shows the last runs, voc run goes on from there."
    return tell(settings, workspace, f"run {run_id}", f"The run {run_id} failed", text, moment)


def say_recovered(settings: Settings, workspace: Workspace, run_id: str, failed_id: str, moment: datetime) -> int:
    text = f"The run {run_id} is done and published. What stopped {failed_id} is over."
    return tell(settings, workspace, f"recovered {run_id}", "The nightly run is back", text, moment)


def say_dead(door: dict) -> str:
    """The door mail is dead since …: 12 letters wait. The mail server cannot be reached."""
    count = int(door["waiting_count"])
    waits = "1 letter waits" if count == 1 else f"{count:,} letters wait"
    return f"The door {door['door_name']} is dead since {door['failing_since']:%Y-%m-%d %H:%M} UTC: {waits}. {door['error']}"


def say_refused(door: dict) -> str:
    count = int(door["refused_count"])
    return f"The door {door['door_name']} refused {count:,} letter{'' if count == 1 else 's'}."


def tell(
    settings: Settings,
    workspace: Workspace,
    about: str,
    subject: str,
    text: str,
    moment: datetime,
    about_door: str | None = None,
) -> int:
    """Queue an alarm; return how many letters are new: none where there is no alarm door, or it is the one in question."""
    alarm = settings.alarm
    if alarm.door is None or alarm.door == about_door or alarm.door not in settings.doors:
        return 0
    added = 0
    for who in alarm.who or (None,):
        letter = Letter(
            key_of("alarm", about_door, about, alarm.door, who),
            "alarm",
            f"voc: {subject}",
            text,
            "",
            str(moment.date()),
            moment,
        )
        if not outbox.known_keys(workspace, [letter.key]):
            letters.keep(settings.paths.outbox, letter)
            added += outbox.queue(workspace, [row_of(letter, alarm.door, who)], moment)
    return added
