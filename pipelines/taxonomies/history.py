"""Taxonomy history: which taxonomies did runs use, and from when on does a reason mean something else?

Where dispositions are the reasons, nobody defines them: they come as they are delivered, and nothing is noted here.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby, pairwise
from typing import Any

import duckdb

from pipelines.warehouse import fetch_value, keep, replace
from vocmodels.taxonomy import Taxonomy, parse_taxonomy
from vocmodels.taxonomy_changes import Change
from vocmodels.taxonomy_diff import KIND_OF, Difference, diff, labels_of, names_of

MARKS = {
    "added": "new",
    "renamed": "renamed",
    "relabelled": "renamed",
    "merged": "merged",
    "split": "split",
    "retired": "took over",
    "redefined": "redefined",
    "rerouted": "codes re-routed",
}
Versions = list[
    tuple[date, Taxonomy]
]  # in the order in which runs used them: its first run's last day, and what it said


def note_taxonomy(warehouse: duckdb.DuckDBPyConnection, run_id: str, taxonomy: Taxonomy) -> None:
    """Keep what the taxonomy of a run says, and which run was the first to use it; changes as they are stated now."""
    version = taxonomy.taxonomy_version
    known = warehouse.execute(
        "select first_run_id, first_as_of_date from ops.taxonomy where taxonomy_version = ?", [version]
    ).fetchall()
    used = warehouse.execute("select run_id, as_of_date from ops.run where run_id = ?", [run_id]).fetchall()
    first_run_id, first_as_of_date = (known or used)[0]
    document, dispositions, departments = taxonomy.files()
    written = {"reasons": document, "dispositions": dispositions, "departments": departments}
    row = {
        "first_run_id": first_run_id,
        "first_as_of_date": first_as_of_date,
        "document": json.dumps(written, ensure_ascii=False, default=str),
    }
    keep(warehouse, "ops.taxonomy", {"taxonomy_version": version}, row)


def taxonomy_of_run(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> Taxonomy:
    """The taxonomy that a run began with, whatever people edited since; it was noted."""
    return _read(warehouse, fetch_value(warehouse, "select taxonomy_version from ops.run where run_id = ?", [run_id]))


def last_taxonomy(warehouse: duckdb.DuckDBPyConnection) -> Taxonomy | None:
    """The taxonomy of the last run that was finished; None before the first."""
    version = _last_version(warehouse)
    return _read(warehouse, version) if version else None


def is_reread(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> bool:
    """Whether a run reads the past by another taxonomy than the last finished run."""
    last = _last_version(warehouse)
    now = fetch_value(
        warehouse,
        "select taxonomy_version from ops.run join ops.taxonomy using (taxonomy_version) where run_id = ?",
        [run_id],
    )
    return now is not None and last is not None and last != now


def write_reason_changes(warehouse: duckdb.DuckDBPyConnection, run_id: str, language: str) -> None:
    """Write anew what became of reasons, from what the taxonomies of all runs up to this one say."""
    versions = _versions(warehouse, run_id)
    labels: dict[str, str] = {}
    for _, taxonomy in versions:
        labels |= labels_of(taxonomy, language)
    replace(warehouse, "ops.reason_change", [*_stated(versions, labels), *_found(versions, language)])


def _last_version(warehouse: duckdb.DuckDBPyConnection) -> str | None:
    return fetch_value(
        warehouse,
        "select taxonomy_version from ops.run join ops.taxonomy using (taxonomy_version)"
        " where status_code = 'done' order by started_at desc, finished_at desc, run_id desc limit 1",
    )


def _read(warehouse: duckdb.DuckDBPyConnection, version: str) -> Taxonomy:
    written = json.loads(
        fetch_value(warehouse, "select document from ops.taxonomy where taxonomy_version = ?", [version])
    )
    return parse_taxonomy(written["reasons"], written["dispositions"], written["departments"])


def _versions(warehouse: duckdb.DuckDBPyConnection, run_id: str) -> Versions:
    runs = warehouse.execute(
        "select taxonomy_version, coalesce(as_of_date, started_at::date)"
        " from ops.run join ops.taxonomy using (taxonomy_version)"
        " where status_code = 'done' or run_id = $run order by run_id = $run, started_at, finished_at, run_id",
        {"run": run_id},
    ).fetchall()
    firsts = [next(same) for _, same in groupby(runs, key=lambda run: run[0])]
    taxonomies = {version: _read(warehouse, version) for version in {version for version, _ in firsts}}
    return [(day, taxonomies[version]) for version, day in firsts]


def _stated(versions: Versions, labels: dict[str, str]) -> Iterator[dict[str, Any]]:
    """The changes that people stated, each as it is written now, from its own day or that of the first run with it."""
    now = versions[-1][1]
    written: dict[tuple[bool, tuple[str, ...]], tuple[date, Change]] = {}
    for day, taxonomy in versions:
        for change in taxonomy.changes:
            what = (change.kind == "add", change.left_codes or change.to_codes)
            first_day, _ = written.get(what, (day, change))
            written[what] = (first_day, change)
    for first_day, change in written.values():
        kind = KIND_OF[change.kind]
        targets = change.to_codes or change.from_codes
        for code in sorted({now.follow(target) or target for target in targets}):
            is_seen = change.to_codes and (
                change.kind != "rename" or labels.get(change.from_codes[0]) != labels.get(code)
            )
            yield {
                "reason_code": code,
                "change_date": change.on or first_day,
                "kind_code": kind,
                "sentence": _said(change, labels),
                "mark": MARKS[kind] if is_seen else None,
            }


def _said(change: Change, labels: dict[str, str]) -> str:
    """What people read of a change beside what came of it: "Merged from Late delivery and Lost parcel: one queue now"."""
    of = names_of(change.from_codes, labels) if change.from_codes else ""
    sentence = {
        "rename": f"Renamed from {of}",
        "merge": f"Merged from {of}",
        "split": f"Split from {of}",
        "retire": f"Took over {of}, which was retired" if change.to_codes else "Retired",
        "add": "New",
    }[change.kind]
    return f"{sentence}: {change.note}" if change.note else sentence


def _found(versions: Versions, language: str) -> Iterator[dict[str, Any]]:
    """What else one taxonomy says otherwise than the one before, from the last day of the first run with it."""
    now = versions[-1][1]
    for (_, old), (day, new) in pairwise(versions):
        stated = {("retired", code) for change in new.changes for code in change.left_codes}
        stated |= {("added", code) for change in new.changes if change.kind == "add" for code in change.to_codes}
        for difference in diff(old, new, language):
            is_stated = (difference.kind, difference.reason_code) in stated
            if is_stated or difference.kind in ("renamed", "merged", "split"):
                continue  # told by the change that states it
            for code in sorted(_concerned(difference, now)):
                yield {
                    "reason_code": code,
                    "change_date": day,
                    "kind_code": difference.kind,
                    "sentence": difference.sentence,
                    "mark": MARKS.get(difference.kind) if difference.kind != "retired" else None,
                }


def _concerned(difference: Difference, now: Taxonomy) -> set[str]:
    """The reasons, as they are called now, that a difference is told of: where a disposition went, and where from."""
    codes = {difference.reason_code, *(difference.old_codes if difference.disposition_code else ())}
    return {now.follow(code) or code for code in codes}
