"""Command: what can the operator ask of the delivery?"""

from __future__ import annotations

from typing import Annotated

import pandas as pd
import typer
from rich.console import Console

from pipelines.delivery import round as rounds
from pipelines.delivery.checking import problems_now
from pipelines.delivery.doors import send
from pipelines.delivery.failing import FailedError, RefusedError
from pipelines.delivery.letters import Letter, key_of
from pipelines.queries import show
from pipelines.settings import Settings, load_settings
from pipelines.terminal import Config
from pipelines.workspace import open_workspace, outbox
from pipelines.workspace.tables import now

FAILED = 1
LETTERS_SHOWN = 20
DOOR_COLUMNS = {
    "door_name": "door",
    "state": "state",
    "waiting_count": "waiting",
    "refused_count": "refused",
    "delivered_count": "delivered",
    "delivered_at": "last",
    "next_try_at": "next try",
}
LETTER_COLUMNS = {
    "queued_at": "queued",
    "subject": "letter",
    "door_name": "door",
    "state_code": "state",
    "tries": "tries",
    "error": "error",
}
out = Console()


class DeliveryError(Exception):
    """voc deliver was called in a way that cannot work; the message says how it can."""


def deliver(
    is_dry: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be queued and sent; send nothing.")
    ] = False,
    is_status: Annotated[bool, typer.Option("--status", help="Show doors and the newest letters.")] = False,
    is_retry: Annotated[
        bool, typer.Option("--retry", help="Try again now what waits or was refused, dead doors too.")
    ] = False,
    is_dropped: Annotated[bool, typer.Option("--drop-refused", help="Give up what doors refused.")] = False,
    door: Annotated[str | None, typer.Option(help="A door of voc.toml, for --test.")] = None,
    is_test: Annotated[bool, typer.Option("--test", help="Send a test letter by --door now.")] = False,
    recipient: Annotated[str | None, typer.Option("--to", help="Address of the test letter, for e-mail.")] = None,
    config: Config = None,
) -> None:
    """Send what subscriptions owe and what waits in the outbox."""
    settings = load_settings(config)
    if is_test or door or recipient:
        return _test(settings, door, recipient)
    if is_dry:
        return _show_due(settings)
    if is_status:
        return _show_status(settings)
    with open_workspace(settings) as workspace:
        if is_dropped:
            _say(f"{say_count(outbox.withdraw_refused(workspace))} given up.")
        if is_retry:
            _say(f"{say_count(outbox.retry(workspace, now()))} to be tried again.")
    done = rounds.deliver(settings)
    for line in (*done.queued, say_sent(done), *done.problems):
        _say(line)
    if done.problems:
        raise typer.Exit(FAILED)


def say_sent(done: rounds.Round) -> str:
    """12 letters delivered, 3 go again later."""
    later = sum(each.state_code == "waiting" for each in done.sent)
    goes = f"{later:,} go{'es' if later == 1 else ''} again later" if later else ""
    return f"{say_count(done.delivered_count)} delivered{', ' if goes else ''}{goes}."


def say_count(count: int) -> str:
    return f"{count:,} letter{'' if count == 1 else 's'}"


def _test(settings: Settings, door: str | None, recipient: str | None) -> None:
    names = ", ".join(settings.doors) or "none yet: add a [doors.NAME]"
    if door not in settings.doors:
        raise DeliveryError(f"Say which door to test: voc deliver --door NAME --test. voc.toml names: {names}.")
    if settings.doors[door].kind == "email" and not recipient:
        raise DeliveryError("A test by e-mail needs an address: --to ADDRESS.")
    moment = now()
    key = key_of("test", door, moment.isoformat())
    text = f"This is a test of the door {door}. Reports and alerts will come this way."
    letter = Letter(key, "test", "voc: a test", text, "", str(moment.date()), moment)
    try:
        send(settings, door, letter, recipient)
    except (FailedError, RefusedError) as error:
        _say(f"The door {door} did not take the test. {error}")
        raise typer.Exit(FAILED) from None
    _say(f"The door {door} took the test.")


def _show_due(settings: Settings) -> None:
    with open_workspace(settings) as workspace:
        plans = rounds.plan_all(settings, workspace, now())
        problems = problems_now(settings, workspace)
        waiting = outbox.read_doors(workspace)
    due = [rounds.say_plan(plan) for plan in plans if plan.letter]
    waits = [
        f"{row.door_name}: {say_count(row.waiting_count)} in the outbox."
        for row in waiting.itertuples()
        if row.waiting_count
    ]
    for line in (*due, *waits, *problems) or ("Nothing is due, and nothing waits.",):
        _say(line)


def _show_status(settings: Settings) -> None:
    with open_workspace(settings) as workspace:
        doors, newest = outbox.read_doors(workspace), outbox.read_deliveries(workspace, LETTERS_SHOWN)
        problems = problems_now(settings, workspace)
    if newest.empty:
        _say("No letter was queued yet.")
        return
    state = doors["is_dead"].map({True: "dead", False: "open"})
    show(_told(doors.assign(state=state), DOOR_COLUMNS), "table", out)
    show(_told(newest, LETTER_COLUMNS), "table", out)
    for problem in problems:
        _say(problem)


def _told(frame: pd.DataFrame, columns: dict[str, str]) -> pd.DataFrame:
    """Columns under the names that are shown, times to the minute in UTC."""
    shown = frame[list(columns)].rename(columns=columns)
    times = {name: shown[name].dt.strftime("%d %b %H:%M").fillna("") for name in shown.select_dtypes("datetime")}
    return shown.assign(**times)


def _say(line: str) -> None:
    out.print(line, highlight=False, soft_wrap=True, markup=False)
