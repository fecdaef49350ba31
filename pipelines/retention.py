"""Retention: what is past its time, and what stays of it?

Transcripts are deleted: turns, comments, quotes, and what stands for their words. Of records the customer's hash and name,
the links from contact to contact and the attributes that nothing is counted by are deleted; the contact itself stays, with
what was found in it, so that every count stays what it was. Events of the audit trail are deleted whole.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import duckdb

from pipelines import progress, runs
from pipelines.erasing import noting
from pipelines.erasing.cutting import ATTRIBUTE, Going, cut_in_place
from pipelines.erasing.forgetting import compact_if_due, erase_noted, forget_outside, name_of
from pipelines.erasing.papers import forget_old_papers
from pipelines.erasing.places import Places, places_of_old
from pipelines.erasing.words import Said
from pipelines.erasing.written import forget_events
from pipelines.settings import Settings

# When each contact was: by its record, else its turns, else the run that brought it.
OLD_CONTACTS = """
with stored as (
    select contact_id, started_at, run_id from raw.contact
    union all select contact_id, said_at, run_id from raw.turn
    union all select contact_id, null, run_id from raw.survey
)
select contact_id
from stored
left join ops.run using (run_id)
group by contact_id
having coalesce(max(stored.started_at), max(ops.run.started_at)) < $1
"""
SILENCED = """
insert into ops.silenced
select contact_id from raw.turn where contact_id in (from silent)
except select contact_id from ops.silenced
"""


def forget_due(warehouse: duckdb.DuckDBPyConnection, settings: Settings) -> int:
    """Delete what is past its time, and whoever was erased and is stored again; return how many rows and files."""
    erased = erase_noted(warehouse, settings, progress.tell)
    return sum(erased.values()) + sum(_forget_old(warehouse, settings, runs.now()).values())


def leave_no_bytes(settings: Settings) -> None:
    """Write the warehouse anew where anything was deleted; nobody may have it open."""
    compact_if_due(settings, progress.tell)


def _forget_old(warehouse: duckdb.DuckDBPyConnection, settings: Settings, moment: datetime) -> dict[str, int]:
    was_unfinished = noting.is_unfinished(warehouse)
    going, places, words_before = _old(warehouse, settings, moment)
    files: dict[str, int] = {}
    rows: dict[str, int] = {}
    if going or len(places.rows):
        progress.tell("Deleting what is past its time")
        files = forget_outside(settings, going, Said(()), places, progress.tell)
        files["reports"] += forget_old_papers(settings.paths.reports, words_before)
        files["reports"] += forget_old_papers(settings.paths.outbox, words_before)
        rows = _cut(warehouse, going, places)
    if settings.retention.audit_days is not None:
        before = moment - timedelta(days=settings.retention.audit_days)
        files["workspace.audit_event"] = forget_events(settings, before)
    if any(files.values()):
        erasure_id = noting.begin(warehouse, noting.RETENTION)
        noting.add_counts(warehouse, erasure_id, files)
        if not rows and not was_unfinished:  # the warehouse need not be written anew
            noting.finish_all(warehouse, name_of(warehouse))
    return rows | files


def _cut(warehouse: duckdb.DuckDBPyConnection, going: Going, places: Places) -> dict[str, int]:
    """Take what is past its time out of the warehouse; that bytes of it are left is noted with it."""
    going.give_to(warehouse)
    warehouse.execute("begin")
    warehouse.execute(SILENCED)
    name = name_of(warehouse)
    rows = (
        cut_in_place(warehouse, going) | places.blank(warehouse, name, "ops") | places.blank(warehouse, name, "marts")
    )
    if rows:
        noting.add_counts(warehouse, noting.begin(warehouse, noting.RETENTION), rows)
    warehouse.execute("commit")
    return rows


def _old(warehouse: duckdb.DuckDBPyConnection, settings: Settings, moment: datetime) -> tuple[Going, Places, datetime]:
    """The contacts that lose their words and their links, the rejected rows of that age, and since when words are kept."""
    kept = settings.retention
    record_days = kept.records_days
    word_days = min((days for days in (kept.transcripts_days, record_days) if days is not None), default=None)
    if word_days is None:
        return Going(), places_of_old(warehouse, datetime.min), datetime.min
    words_before = moment - timedelta(days=word_days)
    dimensions = settings.spikes.dimensions
    attributes = tuple(each.removeprefix(ATTRIBUTE) for each in dimensions if each.startswith(ATTRIBUTE))
    unlinked = _before(warehouse, moment - timedelta(days=record_days)) if record_days is not None else frozenset()
    going = Going(silent=_before(warehouse, words_before), unlinked=unlinked, kept_attributes=attributes)
    return going, places_of_old(warehouse, words_before), words_before


def _before(warehouse: duckdb.DuckDBPyConnection, moment: datetime) -> frozenset[str]:
    return frozenset(each for (each,) in warehouse.execute(OLD_CONTACTS, [moment]).fetchall())
