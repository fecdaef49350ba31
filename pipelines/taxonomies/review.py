"""Taxonomy review: what should somebody know before the next run uses this taxonomy?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import pandas as pd

from pipelines.settings import Settings, SettingsError, read_taxonomy_files
from pipelines.taxonomies.history import last_taxonomy
from pipelines.vocabulary import edited_taxonomy
from pipelines.warehouse import WarehouseLockedError, open_warehouse
from pipelines.workspace import open_workspace
from vocmodels.taxonomy import Taxonomy, TaxonomyError, examine_taxonomy, parse_taxonomy
from vocmodels.taxonomy_check import strays, unsaid, weaknesses
from vocmodels.taxonomy_diff import Difference, diff
from vocmodels.taxonomy_edits import apply_edits, is_outdone, stated_change

BY_CODE = ("disposition", "label")  # methods by which a code decides, not the words


@dataclass(frozen=True)
class Review:
    """A taxonomy with what is wrong in it, and what is weak; each says what to do."""

    taxonomy: Taxonomy | None  # as far as it can be understood; None where its files cannot be read
    wrong: list[str]
    weak: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Outlook:
    """What the next run changes.

    differences: one row a difference: what, reason, change, by_code and by_words (contacts that it concerns now: those
        that an agent's code or a label decides, and those whose words are read).
    """

    old: Taxonomy
    new: Taxonomy
    differences: pd.DataFrame
    read_count: int  # contacts whose words decide now: all are read anew under another version


def review(settings: Settings) -> Review:
    """Judge the taxonomy's files, people's edits over them, and what agents and analysts named."""
    try:
        written = settings.read_taxonomy()
        taxonomy, wrong = examine_taxonomy(*written)
    except SettingsError as error:
        return Review(None, [str(error)])
    weak: list[str] = []
    if not wrong:  # edits are judged over files that are whole
        taxonomy, wrong, weak = _edited(taxonomy, settings)
    stated = {(row.get("disposition_code") or "").strip(): (row.get("reason_code") or "").strip() for row in written[1]}
    return Review(taxonomy, wrong, [*weaknesses(taxonomy), *weak, *_led_astray(settings, taxonomy, stated)])


def foresee(settings: Settings, against: Path | None) -> Outlook | None:
    """Compare with the taxonomy of the last run, or with other files; None where there was no run yet."""
    new = edited_taxonomy(settings)
    old = parse_taxonomy(*read_taxonomy_files(against)) if against else None
    contacts = pd.DataFrame(columns=["reason_code", "disposition_code", "method", "contact_count"])
    if settings.paths.warehouse.exists():
        with open_warehouse(settings.paths.warehouse) as warehouse:
            last = last_taxonomy(warehouse)
            contacts = _contacts(warehouse) if last else contacts
            old = old or last
    if old is None:
        return None
    rows = [_row(difference, contacts) for difference in diff(old, new, settings.taxonomy.language)]
    columns = ["what", "reason", "change", "by_code", "by_words"]
    read_count = int(contacts.loc[contacts["method"] == "model", "contact_count"].sum())
    return Outlook(old, new, pd.DataFrame(rows, columns=columns), read_count)


def _edited(taxonomy: Taxonomy, settings: Settings) -> tuple[Taxonomy, list[str], list[str]]:
    """The taxonomy with the edits that can be applied, what is wrong with the others, and which are left out."""
    wrong: list[str] = []
    weak: list[str] = []
    with open_workspace(settings) as workspace:
        edits = workspace.taxonomy_edits()
    for edit in edits:
        try:
            if is_outdone(stated_change(edit), taxonomy):
                weak.append(
                    f"The taxonomy edit {edit['edit_id']} of {edit['edited_by']}, the {stated_change(edit).said()}, is left "
                    "out: it is said otherwise what became of it. Where the edit is right, state it in reasons.toml."
                )
            taxonomy = apply_edits(taxonomy, [edit])
        except TaxonomyError as error:
            wrong += error.problems
    return taxonomy, wrong, weak


def _led_astray(settings: Settings, taxonomy: Taxonomy, stated: dict[str, str]) -> Iterator[str]:
    """Codes that lead nowhere: in dispositions.csv, of agents, of analysts, and of the last run's reasons."""
    with open_workspace(settings) as workspace:
        labelled = workspace.labels()["reason_code"].value_counts().to_dict()
    delivered: dict[str, int] = {}
    before = None
    if settings.paths.warehouse.exists():
        try:
            with open_warehouse(settings.paths.warehouse) as warehouse:
                delivered, before = _delivered(warehouse), last_taxonomy(warehouse)
        except WarehouseLockedError as error:
            yield f"What agents delivered was not looked at. {error}"
    yield from strays(taxonomy, stated, delivered, labelled)
    if before:
        yield from unsaid(taxonomy, before)


def _delivered(warehouse: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many contacts agents gave each disposition."""
    rows = warehouse.execute(
        "select disposition_code, count(distinct contact_id) from raw.contact where disposition_code is not null group by 1"
    )
    return dict(rows.fetchall())


def _contacts(warehouse: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """How many contacts the last run counted: reason_code, disposition_code, method, contact_count."""
    return warehouse.execute(
        "select reason_code, disposition_code, method, count(*) as contact_count"
        " from findings.contact_reason join core.contact using (contact_id) group by all"
    ).df()


def _row(difference: Difference, contacts: pd.DataFrame) -> dict[str, object]:
    if difference.disposition_code is None:
        concerned = contacts[contacts["reason_code"].isin(difference.old_codes)]
        by_words = concerned.loc[concerned["method"] == "model", "contact_count"].sum()
        by_code = concerned.loc[concerned["method"].isin(BY_CODE), "contact_count"].sum()
    else:
        concerned = contacts[contacts["disposition_code"] == difference.disposition_code]
        by_words, by_code = 0, concerned.loc[concerned["method"].isin(("disposition", "none")), "contact_count"].sum()
    return {
        "what": difference.kind,
        "reason": difference.reason_label,
        "change": difference.sentence,
        "by_code": int(by_code),
        "by_words": int(by_words),
    }
