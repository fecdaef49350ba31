"""Model report: what does an operator read of the model in force, and of a training?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
import pandas as pd
from rich.console import Console
from rich.table import Table

from pipelines.learning.judging import ALL
from pipelines.learning.teaching import Lesson
from pipelines.learning.training import UNCHANGED
from pipelines.model_store import IN_FORCE
from pipelines.queries import QueryError, open_published
from pipelines.settings import Settings
from pipelines.warehouse import SQL_FOLDER, WarehouseLockedError, open_warehouse

STEPS = {"taxonomy": "the taxonomy alone", "dispositions": "+ agents' codes", "labels": "+ labels"}
JUDGES = {"label": "labels", "disposition": "codes", "both": "both"}


class NoModelError(QueryError):
    """No model is in force yet."""


def read_card(settings: Settings) -> tuple[dict[str, Any], pd.DataFrame]:
    """The model in force, as marts.model_version has it, and its card; of what is published while a run is on.

    Raises:
        NoModelError: no model was trained yet.
    """
    if not settings.paths.warehouse.exists():
        raise _no_model()
    try:
        with open_warehouse(settings.paths.warehouse) as warehouse:
            return _read(warehouse, *(f"({_mart(name)})" for name in ("model_version", "model_card")))
    except WarehouseLockedError:
        with open_published(settings) as published:
            return _read(published, "marts.model_version", "marts.model_card")


def _mart(name: str) -> str:
    return (SQL_FOLDER / "marts" / f"{name}.sql").read_text(encoding="utf-8")


def _read(connection: duckdb.DuckDBPyConnection, models: str, card: str) -> tuple[dict[str, Any], pd.DataFrame]:
    found = connection.execute(f"from {models} where status_code = ?", [IN_FORCE]).df()
    if found.empty:
        raise _no_model()
    return found.iloc[0].to_dict(), connection.execute(f"from {card} order by place").df()


def _no_model() -> NoModelError:
    return NoModelError('No model is in force yet. Call "voc run", which trains one on what it reads.')


def print_card(console: Console, model: dict[str, Any], card: pd.DataFrame) -> None:
    """Print from what the model learned, and how often it is right, by language."""

    def section(code: str) -> pd.DataFrame:
        return card[card["section_code"] == code]

    console.print(
        f"[bold]{model['model_version']}[/], in force since {model['trained_at']:%Y-%m-%d %H:%M}"
        f" (tier {model['tier_code']}, taxonomy {model['taxonomy_version']}).",
        highlight=False,
        soft_wrap=True,
    )
    console.print(_learned(model, section("learned")), highlight=False, soft_wrap=True)
    console.print(f"Why it decides: {model['why']}.", highlight=False, soft_wrap=True, markup=False)
    accuracy = section("accuracy")
    if accuracy.empty:
        console.print("No contact is held out that could judge it.")
        return
    _print_accuracy(console, card, accuracy)
    _print_steps(console, section("step"))
    if len(section("confused")):
        _print_confused(console, section("confused"))


def print_lesson(console: Console, lesson: Lesson) -> None:
    """Print what came of a training: the labels, the model, and what to label next."""

    def say(line: str) -> None:
        console.print(line, highlight=False, soft_wrap=True, markup=False)

    if lesson.label_count:
        say(f"{lesson.label_count:,} labels taken in, which their contacts follow from the next run on.")
    if lesson.unknown_label_count:
        say(f"{lesson.unknown_label_count:,} labels say nothing: the taxonomy does not have their reason.")
    status_code, why = lesson.training.status_code, lesson.training.why
    if status_code == IN_FORCE:
        say(f"A new model decides from the next run on, which reads every contact with it: {why}.")
    elif status_code == UNCHANGED:
        say(f"The model stays as it is: {why}.")
    else:
        say(f"The new model is kept out of use, as it is worse: {why}.")
    if lesson.proposal_count:
        say(f"{lesson.proposal_count:,} contacts to label next: {lesson.proposals}")
        say("Fill in their reason_code, and call voc train --labels with that file.")


def _learned(model: dict[str, Any], learned: pd.DataFrame) -> str:
    counts = learned.groupby("item_code")["value"].sum().astype(int)
    period = (
        f" of {model['first_date']:%Y-%m-%d} to {model['last_date']:%Y-%m-%d}" if pd.notna(model["first_date"]) else ""
    )
    parts = [f"{counts.get('labels', 0):,} labels, {counts.get('dispositions', 0):,} agents' codes{period}"]
    parts.append(f"{counts['examples']:,} examples of the taxonomy")
    told = f"It learned from {' and '.join(parts)}; {counts['suspects']:,} looked wrong and were left out."
    unknown = counts["unknown_labels"]
    return told + (f" {unknown:,} labels have a reason that the taxonomy does not." if unknown else "")


def _print_accuracy(console: Console, card: pd.DataFrame, accuracy: pd.DataFrame) -> None:
    rows: list[tuple[str, ...]] = [
        ("Language", "Contacts", "Right", "95 %", "Sure", "Right then", "Error", "Judged by")
    ]
    values = card.set_index(["section_code", "language_code"])["value"]
    for row in accuracy.itertuples():
        interval = f"{row.low_value * 100:.1f}-{row.high_value * 100:.1f}"
        figures = [values[name, row.language_code] for name in ("coverage", "precision", "calibration_error")]
        shares = (_percent(row.value), interval, *map(_percent, figures))
        rows.append((_language(row), f"{row.n:,}", *shares, JUDGES[row.item_code]))
    _print_table(console, "How often it is right, on contacts that no model learned from", rows, {0, 7})


def _print_steps(console: Console, steps: pd.DataFrame) -> None:
    names = list(dict.fromkeys(steps["item_code"]))
    rows = [("Language", *(STEPS[name] for name in names))]
    for _, found in steps.groupby("language_code", sort=False):
        values = found.set_index("item_code")["value"]
        rows.append((_language(next(found.itertuples())), *(_percent(values[name]) for name in names)))
    _print_table(console, "How often a model is right on them that learned from", rows, {0})


def _print_confused(console: Console, confused: pd.DataFrame) -> None:
    rows = [("Reason", "Taken for", "Share", "Of")]
    rows += [(row.item_label, row.other_label, _percent(row.value), f"{row.n:,}") for row in confused.itertuples()]
    _print_table(console, "Most confused", rows, {0, 1})


def _print_table(console: Console, title: str, rows: Sequence[tuple[str, ...]], left: set[int]) -> None:
    """Print the rows under the first of them; the columns that are not `left` hold numbers."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for place, name in enumerate(rows[0]):
        table.add_column(name, justify="left" if place in left else "right")
    for row in rows[1:]:
        table.add_row(*row)
    console.print(f"\n[bold]{title}[/]", highlight=False)
    console.print(table)


def _language(row: Any) -> str:
    return "All" if row.language_code == ALL else row.language_label


def _percent(share: float) -> str:
    return "" if pd.isna(share) else f"{share * 100:.1f} %"
