"""Forgetting: in which order does somebody, or what is past its time, leave everything that was written?

From the outside in: reports, what is published, models, the workspace, and last the warehouse, which until then still
tells what has to go. Whoever stops it anywhere calls it again, or waits for the next night. It keeps the writer's lock;
readers see each published file whole, before or after.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from pipelines.erasing import noting
from pipelines.erasing.cutting import Going, cut_in_place
from pipelines.erasing.models import forget_learned
from pipelines.erasing.papers import forget_papers, forget_proposals_file
from pipelines.erasing.places import Places, places_of_gone
from pipelines.erasing.rewriting import compact_warehouse, published_quotes, rewrite_published
from pipelines.erasing.words import Said, forget_in_taxonomies, forget_proposals, own_quotes, said_by_gone
from pipelines.erasing.written import forget_written, read_edits
from pipelines.learning.proposing import FILE_NAME
from pipelines.settings import Settings
from pipelines.sources.customer_key import HASHED, read_key
from pipelines.sources.erased import has_erased, note_contacts, note_customers, read_erasure_key
from pipelines.warehouse import fetch_value, open_warehouse

Tell = Callable[[str], None]
STORED = (
    "select contact_id from raw.contact union select contact_id from raw.turn union select contact_id from raw.survey"
)


@dataclass(frozen=True)
class Erased:
    """How many contacts went, of which tables and kinds of files how many rows, and what could not be looked for."""

    contact_count: int
    counts: dict[str, int]
    is_known: bool  # the customer was asked to be erased before
    has_old_key: bool  # contacts that came under an older key of the hashes cannot be told to be this customer's


def count_contacts(settings: Settings, customer: str, source_code: str | None) -> int:
    """How many contacts of a customer are stored."""
    with open_warehouse(settings.paths.warehouse) as warehouse:
        return len(_contacts_of(warehouse, settings, customer, source_code))


def erase_customer(settings: Settings, customer: str, source_code: str | None, tell: Tell) -> Erased:
    """Erase a customer, known by the id that the vendor has, or finish what was begun.

    Raises:
        WarehouseLockedError: a run holds the warehouse.
        ErasureKeyLostError: the key is gone by which those who were erased before are told.
    """
    with open_warehouse(settings.paths.warehouse) as warehouse:
        key = read_erasure_key(warehouse, settings)
        ids = _contacts_of(warehouse, settings, customer, source_code)
        known = "select exists (from ops.erased_customer where customer_key = ?)"
        is_known = bool(fetch_value(warehouse, known, [key.hash_once(customer)]))
        if ids:
            key.give_to(warehouse)
            Going(gone=frozenset(ids)).give_to(warehouse)
            warehouse.execute("begin")
            note_customers(warehouse, key, [customer], source_code)
            note_contacts(warehouse, "from gone")
            noting.begin(warehouse, noting.ERASE)
            warehouse.execute("commit")
        counts = erase_noted(warehouse, settings, tell)
        has_old_key = int(fetch_value(warehouse, "select count(*) from ops.hash_key")) > 1
    compact_if_due(settings, tell)
    return Erased(len(ids), counts, is_known, has_old_key)


def _contacts_of(
    warehouse: duckdb.DuckDBPyConnection, settings: Settings, customer: str, source_code: str | None
) -> list[str]:
    rows = warehouse.execute(
        "select distinct contact_id from raw.contact where customer_id = $1 and ($2 is null or source_code = $2)",
        [read_key(settings).hash_once(customer), source_code],
    ).fetchall()
    return [contact_id for (contact_id,) in rows]


def erase_noted(warehouse: duckdb.DuckDBPyConnection, settings: Settings, tell: Tell) -> dict[str, int]:
    """Erase every stored contact that is noted as erased; those of a transcript that came before its record are among them."""
    if not has_erased(warehouse):
        return {}
    read_erasure_key(warehouse, settings).give_to(warehouse)
    noted = f"{HASHED.format('contact_id')} in (select contact_key from ops.erased_contact)"
    ids = [each for (each,) in warehouse.execute(f"select contact_id from ({STORED}) where {noted}").fetchall()]
    if not ids:
        return {}
    going = Going(gone=frozenset(ids))
    going.give_to(warehouse)
    return _erase(warehouse, settings, going, tell)


def _erase(warehouse: duckdb.DuckDBPyConnection, settings: Settings, going: Going, tell: Tell) -> dict[str, int]:
    erasure_id = noting.begin(warehouse, noting.ERASE)
    said, places = said_by_gone(warehouse), places_of_gone(warehouse)
    quotes = own_quotes(warehouse, said, read_edits(settings))
    counts = forget_outside(settings, going, said, places, tell)
    tell("Learning again without them")
    counts["models"] = forget_learned(warehouse, settings, tell)
    tell("Erasing from the workspace")
    counts |= forget_written(settings, going.gone, quotes)
    tell("Erasing from the warehouse")
    warehouse.execute("begin")
    counts |= cut_in_place(warehouse, going)
    counts |= places.blank(warehouse, name_of(warehouse), "ops") | places.blank(warehouse, name_of(warehouse), "marts")
    counts["findings.topic_proposal"] = forget_proposals(warehouse, said)
    counts["ops.taxonomy"] = forget_in_taxonomies(warehouse, quotes)
    noting.add_counts(warehouse, erasure_id, counts)
    warehouse.execute("commit")
    return {place: count for place, count in counts.items() if count}


def forget_outside(settings: Settings, going: Going, said: Said, places: Places, tell: Tell) -> dict[str, int]:
    """Take what goes out of reports and published files; return how many files of each."""
    tell("Erasing from reports")
    sentences = said.sentences | published_quotes(settings.paths, going)
    papers = forget_papers(settings.paths.reports, going.gone, sentences, with_unread=bool(going.gone))
    papers += forget_papers(settings.paths.outbox, going.gone, sentences, with_unread=bool(going.gone))
    papers += forget_proposals_file(settings.paths.build / FILE_NAME, going.gone | going.silent)
    tell("Erasing from what is published")
    return {"reports": papers, "published": rewrite_published(settings.paths, going, places)}


def compact_if_due(settings: Settings, tell: Tell) -> None:
    """Leave no byte in the warehouse's file of what was deleted from it; only then is an erasure finished."""
    with open_warehouse(settings.paths.warehouse) as warehouse:
        is_due = noting.is_unfinished(warehouse)
    if is_due:
        tell("Writing the warehouse anew")
        compact_warehouse(settings.paths, noting.finish_all)


def name_of(warehouse: duckdb.DuckDBPyConnection) -> str:
    """What SQL calls the warehouse itself, beside what is attached."""
    return f'"{fetch_value(warehouse, "select current_database()")}"'
