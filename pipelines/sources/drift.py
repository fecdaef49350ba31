"""Drift: what changed in an export since it was first read?

A column that the mapping does not know, one that came new, one that is missing, one whose values are of another type:
each is noted once, and none of them stops a load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa

from pipelines.sources.loose_texts import mask_names
from pipelines.sources.protection import Patterns
from pipelines.sources.reading.given import Given
from pipelines.warehouse import insert

SAMPLE_ROWS = 1000
TELLING_SHARE = 0.9  # of a sample's values that have a type, for the column to have it
TYPES = {
    "integer": re.compile(r"[+-]?\d+"),
    "number": re.compile(r"[+-]?\d*[.,]?\d+(?:[eE][+-]?\d+)?"),
    "time": re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}.*|\d+:\d\d(?::\d\d)?(?:\.\d+)?"),
    "boolean": re.compile(r"(?i)true|false|yes|no|y|n"),
}
WIDER = {("integer", "number")}  # no change that anybody would call one


@dataclass
class Seen:
    """The columns of one file: name -> type of its values, None where it has none; and what no field reads."""

    types: dict[str, str | None] = field(default_factory=dict)
    unmapped: set[str] = field(default_factory=set)
    missing: set[str] = field(default_factory=set)

    def add(self, given: Given) -> None:
        mapping = given.mapping
        if not mapping.is_table:
            return
        read = {*mapping.columns_read, *mapping.ignored}
        for name in given.columns:
            self.types[name] = self.types.get(name) or type_of(given.rows[name])
            if name not in read and not any(each.endswith(".*") and name.startswith(each[:-1]) for each in read):
                self.unmapped.add(name)
        self.unmapped |= set(given.nested)
        self.types |= {name: "nested" for name in given.nested}
        fields = (*mapping.fields.values(), *mapping.contact.values(), *mapping.turn.values())
        self.missing |= {name for each in fields for name in each.columns if name not in given.columns}


def type_of(values: pa.ChunkedArray) -> str | None:
    """What the first values of a column are: integer, number, time, boolean or text; None where there are none."""
    sample = [each.strip() for each in values.slice(0, SAMPLE_ROWS).to_pylist() if each and each.strip()]
    if not sample:
        return None
    enough = TELLING_SHARE * len(sample)
    return next((code for code, form in TYPES.items() if sum(map(bool, map(form.fullmatch, sample))) >= enough), "text")


def note_changes(
    warehouse: duckdb.DuckDBPyConnection,
    run_id: str,
    source_code: str,
    record: str,
    files: Iterable[tuple[str, Seen]],
    patterns: Patterns,
) -> None:
    """Compare each file's columns with those that the source had before; write what differs to ops.schema_change."""
    files = _masked(list(files), patterns)
    rows = warehouse.execute(
        "select column_name, type_code from ops.source_column where source_code = ? and record = ?",
        [source_code, record],
    ).fetchall()
    known: dict[str, str | None] = dict(rows)
    noted = set(
        warehouse.execute(
            "select column_name, change_code from ops.schema_change where source_code = ?", [source_code]
        ).fetchall()
    )
    changes, is_first = [], not known
    for file_name, seen in files:
        for name, code in _changes(known, seen, is_first):
            if (name, code) not in noted:
                noted.add((name, code))
                changes.append((file_name, name, code))
        known |= {name: kind or known.get(name) for name, kind in seen.types.items()}
        is_first = is_first and not seen.types
    _remember(warehouse, source_code, record, known)
    insert(
        warehouse,
        "ops.schema_change",
        [
            {
                "run_id": run_id,
                "source_code": source_code,
                "file_name": file_name,
                "column_name": name,
                "change_code": code,
            }
            for file_name, name, code in changes
        ],
    )


def _masked(files: list[tuple[str, Seen]], patterns: Patterns) -> list[tuple[str, Seen]]:
    """The same with masked names of columns: a file that has lost its header begins with somebody's data."""
    names = list({name: None for _, seen in files for name in (*seen.types, *seen.unmapped, *seen.missing)})
    masks = dict(zip(names, mask_names(names, patterns), strict=True))
    return [
        (
            file_name,
            Seen(
                {masks[name]: kind for name, kind in seen.types.items()},
                {masks[name] for name in seen.unmapped},
                {masks[name] for name in seen.missing},
            ),
        )
        for file_name, seen in files
    ]


def _changes(known: dict[str, str | None], seen: Seen, is_first: bool) -> list[tuple[str, str]]:
    found = [(name, "not_mapped" if is_first else "new_column") for name in sorted(seen.unmapped) if name not in known]
    if seen.types:
        gone = seen.missing | ({name for name in known if name not in seen.types} if not is_first else set())
        found += [(name, "missing_column") for name in sorted(gone)]
    for name, kind in seen.types.items():
        before = known.get(name)
        if before and kind and before != kind and (before, kind) not in WIDER and (kind, before) not in WIDER:
            found.append((name, "retyped_column"))
    return found


def _remember(
    warehouse: duckdb.DuckDBPyConnection, source_code: str, record: str, known: dict[str, str | None]
) -> None:
    warehouse.execute("delete from ops.source_column where source_code = ? and record = ?", [source_code, record])
    columns = [
        {"source_code": source_code, "record": record, "column_name": name, "type_code": kind}
        for name, kind in known.items()
    ]
    insert(warehouse, "ops.source_column", columns)
