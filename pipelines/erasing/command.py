"""Command: how does the operator erase one customer?"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from pipelines.settings import Settings, load_settings
from pipelines.terminal import Config, showing_progress, user
from pipelines.turns import turn
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import add_event

if TYPE_CHECKING:
    from pipelines.erasing.forgetting import Erased

out = Console()


class ErasingError(Exception):
    """voc erase was called in a way that cannot work; the message says how it can."""


class UnknownCustomerError(Exception):
    """Nothing of this customer is stored."""


def erase(
    customer: Annotated[
        str | None,
        typer.Option(
            help='Who, by the id that the vendor has; "-" reads it from standard input; without it you are asked.'
        ),
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="Only contacts of this source, where ids of two sources clash.")
    ] = None,
    is_sure: Annotated[bool, typer.Option("--yes", help="Do not ask whether you are sure.")] = False,
    config: Config = None,
) -> None:
    """Erase one customer from everything that voc has written; nothing of theirs comes back with a pull."""
    from pipelines.erasing.forgetting import count_contacts, erase_customer

    settings = load_settings(config)
    if source is not None and source not in settings.sources:
        raise ErasingError(f'voc.toml names no source "{source}". It has: {", ".join(settings.sources)}.')
    who = _asked(customer, is_sure)
    count = count_contacts(settings, who, source)
    if not is_sure and count:
        typer.confirm(f"{count:,} contacts go, and nothing brings them back. Erase them?", abort=True)
    with turn(settings.paths.build, "voc erase"), showing_progress(out) as tell:
        erased = erase_customer(settings, who, source, lambda label: tell(label, 0, 0))
    _note(settings, erased)
    out.print(say(erased), highlight=False, soft_wrap=True)


def _asked(customer: str | None, is_sure: bool) -> str:
    if customer == "-" and not is_sure:
        raise ErasingError('Who reads the id from standard input cannot be asked: call it with "--yes".')
    if customer == "-":
        customer = sys.stdin.readline()
    who = (customer if customer is not None else typer.prompt("Customer's id", hide_input=True)).strip()
    if not who:
        raise ErasingError(
            'No customer is named: "voc erase --customer ID", or "-" to read the id from standard input.'
        )
    return who


def _note(settings: Settings, erased: Erased) -> None:
    """Keep in the audit trail who did it; whom it was about nobody keeps.

    Raises:
        UnknownCustomerError: nothing was there to erase.
    """
    if not erased.contact_count and not erased.counts and not erased.is_known:
        older = (
            " Contacts that came before the key was rotated cannot be told to be theirs." if erased.has_old_key else ""
        )
        raise UnknownCustomerError(
            f"Nothing of this customer is stored. Write the id as the vendor does, in capitals and small letters.{older}"
        )
    with open_workspace(settings) as workspace:
        add_event(workspace, user(), "operator", "customer_erased")


def say(erased: Erased) -> str:
    """What was done, in one line."""
    if not erased.counts:
        return "This customer was erased before, and nothing of theirs has come since."
    files = erased.counts.get("published", 0), erased.counts.get("reports", 0), erased.counts.get("models", 0)
    rows = sum(count for place, count in erased.counts.items() if "." in place)
    older = " Contacts from before the key was rotated could not be told to be theirs." if erased.has_old_key else ""
    return (
        f"Erased: {erased.contact_count:,} contacts, {rows:,} rows; {files[0]} published files written anew, {files[1]} report"
        f" files deleted, {files[2]} models deleted or learned again. Counts by day follow with the next run.{older}"
    )
