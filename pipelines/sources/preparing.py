"""Preparing: how do rows as given become typed, masked rows that may be stored?

Everything here happens on an in-memory connection that never spills to disk; what leaves it is masked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.sources.compiling import CUSTOMER_NAME, NO_FAULT, Reading, compile_select
from pipelines.sources.customer_key import HASHED
from pipelines.sources.literals import text_literal
from pipelines.sources.loose_texts import (
    mask_headings,
)
from pipelines.sources.mapping import Field
from pipelines.sources.protection import (
    ID_COLUMNS,
    KEPT_COLUMNS,
    STAFF_COLUMNS,
    mask_known_names,
    name_keys_of,
    protect_columns,
    protect_own_names,
    protect_turns,
)
from pipelines.sources.reading.given import Given
from pipelines.sources.rejecting import broken_rows, rejected_rows
from pipelines.sources.times import OLDEST, date_orders, settle_repeated_hours
from pipelines.sources.way import Way
from pipelines.warehouse import fetch_table
from vocmodels.language import detect_language
from vocmodels.privacy.personal_columns import personal_column

SPAN_SLACK = 120  # seconds by which durations may exceed their ends before it is noted


@dataclass(frozen=True)
class Prepared:
    """Rows of one kind that may be stored, those that are rejected, and what was noted on the way."""

    record: str
    rows: pa.Table  # _file, line_number, the record's columns, row_hash
    rejected: pd.DataFrame  # _file, line_number, column_name, value, reason, raw_row
    masked_count: int
    notes: tuple[tuple[int | None, str], ...]  # file (None: any of the batch), note
    is_counted: bool  # false for a second reading of rows that are counted as another record


def prepare(way: Way, files: list[int], given: list[Given]) -> list[Prepared]:
    """Type, check and mask tables of equal columns and mapping, one for each file of `files`."""
    first = _naming_customers(given[0])
    way.memory.register("given", _joined(files, given))
    broken = broken_rows(way, files, given)
    mappings = [first.mapping]
    mappings += (
        [first.mapping.as_record("contact")] if first.mapping.record == "turn" and first.mapping.is_table else []
    )
    mappings += [first.mapping.as_record("turn")] if first.mapping.turn else []
    prepared: list[Prepared] = []
    # A contact comes before its turns, so that its customer's name is known when they are masked.
    for mapping in sorted(mappings, key=lambda each: each.record != "contact"):
        reading = Reading("given", first.columns, mapping, way.timezone, way.constants)
        knowing = _knowing_names(way, prepared)
        prepared += [
            _prepare_reading(knowing, each, first.header_lines) for each in _by_date_order(way, reading, files)
        ]
    way.memory.unregister("given")
    if len(broken):
        at = next(at for at, each in enumerate(prepared) if each.is_counted)
        prepared[at] = replace(prepared[at], rejected=pd.concat([prepared[at].rejected, broken]))
    return prepared


def _naming_customers(given: Given) -> Given:
    """The same with a column of customers' names as what masks them, where its mapping reads none as that."""
    if given.mapping.record != "contact" or CUSTOMER_NAME in given.mapping.fields:
        return given
    unread = [name for name in given.columns if name not in given.mapping.columns_read]
    named = next((name for name in unread if personal_column(name) == "[NAME]"), None)
    fields = given.mapping.fields | ({CUSTOMER_NAME: Field(column=named)} if named else {})
    return replace(given, mapping=replace(given.mapping, fields=fields))


def _knowing_names(way: Way, prepared: list[Prepared]) -> Way:
    """The way with the names of the contacts that the same rows tell of."""
    named = [each.rows for each in prepared if {"contact_id", "name_keys"} <= set(each.rows.column_names)]
    known: dict[str, set[str]] = {}
    for rows in named:
        for contact_id, keys in zip(rows["contact_id"].to_pylist(), rows["name_keys"].to_pylist(), strict=True):
            known.setdefault(contact_id, set()).update(keys or ())

    def find_names(contact_ids: list[str]) -> dict[str, set[str]]:
        return way.find_names(contact_ids) | {each: known[each] for each in contact_ids if known.get(each)}

    return replace(way, find_names=find_names) if known else way


def _joined(files: list[int], given: list[Given]) -> pa.Table:
    """Tables of equal columns as one: `_row`, `_file` and `c0`, `c1` …, trimmed, null where they say nothing."""
    joined = pa.concat_tables([each.rows for each in given])
    places = np.repeat(np.array(files, dtype=np.int32), [each.rows.num_rows for each in given])
    texts = {f"c{at}": _trimmed(joined[name]) for at, name in enumerate(given[0].columns)}
    return pa.table({"_row": joined["_row"], "_file": pa.array(places), **texts})


def _trimmed(texts: pa.ChunkedArray) -> pa.ChunkedArray:
    pool = pa.system_memory_pool()
    bare = pc.utf8_trim_whitespace(texts, memory_pool=pool)
    is_empty = pc.equal(pc.binary_length(bare), 0)
    return pc.if_else(is_empty, None, bare, memory_pool=pool) if pc.any(is_empty).as_py() else bare


def _by_date_order(way: Way, reading: Reading, files: list[int]) -> list[tuple[Reading, str, list[tuple[int, str]]]]:
    """The reading with the order of its slashed dates: once for all files that agree, with their condition and notes."""
    undecided = [
        name
        for name, each in reading.fields.items()
        if reading.kinds.get(name) in ("timestamp", "date") and each.format is None and each.column
    ]
    places = {name: reading.place(str(reading.fields[name].column)) for name in undecided}
    labels = {name: str(reading.fields[name].column) for name in undecided}
    found = date_orders(way.memory, places, labels, way.date_order)
    orders: dict[frozenset[str], list[int]] = {}
    for file in dict.fromkeys(files) if undecided else ():
        orders.setdefault(found.get(file, (frozenset(), []))[0], []).append(file)
    notes = [(file, note) for file, (_, some) in found.items() for note in some]
    if len(orders) < 2:
        return [(replace(reading, day_first=next(iter(orders), frozenset())), "true", notes)]
    return [
        (replace(reading, day_first=order), f"_file in ({', '.join(map(str, some))})", notes if at == 0 else [])
        for at, (order, some) in enumerate(orders.items())
    ]


def _prepare_reading(way: Way, read: tuple[Reading, str, list[tuple[int, str]]], header_lines: int) -> Prepared:
    reading, condition, found_notes = read
    memory, record = way.memory, reading.mapping.record
    notes: list[tuple[int | None, str]] = list(found_notes)
    memory.execute(f"create or replace temp table judged as {compile_select(reading)} where {condition}")
    notes += [(None, note) for note in _settle_times(way, reading)]
    ids = [name for name in (*ID_COLUMNS, *STAFF_COLUMNS) if name in reading.fields]
    masked_count = protect_columns(memory, "judged", ids, way.key, way.patterns)
    rejected = rejected_rows(way, reading, header_lines)
    if len(rejected):
        memory.execute("delete from judged where _fault is not null")
    if record == "contact" and reading.mapping.is_derived:
        _join_derived(memory, reading)
    if record == "turn":
        rows, turn_count = _protected_turns(way, reading, header_lines)
        masked_count += turn_count
    else:
        texts = [
            name
            for name, kind in reading.kinds.items()
            if name in reading.fields and kind == "varchar" and name not in KEPT_COLUMNS and reading.fields[name].column
        ]
        attributes = [f"a_{at}" for at in range(len(reading.attributes))]
        masked_count += protect_columns(memory, "judged", [*texts, *attributes], way.key, way.patterns)
        if CUSTOMER_NAME in reading.fields:
            masked_count += protect_own_names(memory, "judged", f"x_{CUSTOMER_NAME}", [*texts, *attributes])
        rows = fetch_table(memory, _final_select(way, reading, header_lines))
        if "customer_id" in reading.fields:
            rows = _with_hashed_customers(way, rows)
        if record == "survey" and "comment" in reading.fields:
            rows = _with_known_names(way, rows)
    return Prepared(record, rows, rejected, masked_count, tuple(notes), not reading.mapping.is_derived)


def _join_derived(memory: duckdb.DuckDBPyConnection, reading: Reading) -> None:
    """One row for each contact that a file's turns tell of: of each column the first value that says something."""
    told = [name for name in reading.filled if name != "contact_id"]
    texts = [f"x_{name}" for name in reading.fields if reading.kinds.get(name) == "timestamp" or name == CUSTOMER_NAME]
    firsts = "".join(f", arg_min({name}, _row) filter ({name} is not null) as {name}" for name in (*told, *texts))
    memory.execute(
        f"create or replace temp table judged as select _file, min(_row) as _row, contact_id{firsts},"
        f" bit_xor(row_hash) as row_hash, {NO_FAULT} as _fault from judged where contact_id is not null"
        " group by _file, contact_id"
    )


def _with_known_names(way: Way, surveys: pa.Table) -> pa.Table:
    """Surveys whose comments do not hold the names that their contacts' records tell."""
    ids, comments = surveys["contact_id"].to_pandas(), surveys["comment"].to_pandas()
    masked, _ = mask_known_names(ids, comments, way.key, way.find_names(ids.drop_duplicates().tolist()))
    place = surveys.column_names.index("comment")
    return surveys.set_column(place, "comment", pa.Array.from_pandas(masked, type=pa.string()))


def _settle_times(way: Way, reading: Reading) -> list[str]:
    """Times of repeated hours and ends before their starts, put right or left out; what was found, as notes."""
    notes = []
    timed = [name for name in reading.fields if reading.kinds.get(name) == "timestamp" and reading.fields[name].column]
    for name in [each for each in timed if each != "started_at"]:
        never = f"{name} < timestamp '{OLDEST}' or {name} > timezone('UTC', now()) + interval 2 days"
        count = _update(way.memory, f"update judged set {name} = null where {never}")
        notes += (
            [f"{count} values of {reading.fields[name].column} are no real time: they are left out"] if count else []
        )
    local = {name: f"x_{name}" for name in timed if "%z" not in (reading.fields[name].format or "").lower()}
    local = {name: text for name, text in local.items() if not (reading.fields[name].format or "").startswith("epoch")}
    if "started_at" in local:
        local = {"started_at": local.pop("started_at")} | local
    if local and (note := settle_repeated_hours(way.memory, "judged", local, way.timezone)):
        notes.append(note)
    for start, end in pairwise([name for name in ("started_at", "ended_at") if name in timed]):
        backwards = _update(way.memory, f"update judged set {end} = null where {end} < {start}")
        notes += [f"{backwards} rows end before they start: their end is left out"] if backwards else []
    if {"started_ms", "ended_ms"} <= reading.fields.keys():
        backwards = _update(way.memory, "update judged set ended_ms = null where ended_ms < started_ms")
        notes += [f"{backwards} turns end before they start: their end is left out"] if backwards else []
    lasting = [name for name in ("talk_seconds", "hold_seconds", "handle_seconds") if name in reading.fields]
    if {"started_at", "ended_at"} <= set(timed) and lasting:
        longer = " or ".join(f"{name} > epoch(ended_at - started_at) + {SPAN_SLACK}" for name in lasting)
        ((count,),) = way.memory.execute(f"select count(*) from judged where {longer}").fetchall()
        notes += [f"{count} rows last longer than from their start to their end"] if count else []
    return notes


def _update(memory: duckdb.DuckDBPyConnection, sql: str) -> int:
    return memory.execute(sql).fetchall()[0][0]


def _final_select(way: Way, reading: Reading, header_lines: int) -> str:
    """The rows as they are stored, but for their customers: ids with their prefix, attributes as one map."""
    columns = []
    for name in reading.filled:
        value = name
        if name in ("contact_id", "previous_contact_id"):
            value = f"{text_literal(way.prefix)} || {name}"
        elif name == "site_timezone":
            value = f"coalesce({name}, {text_literal(way.timezone)})"
        columns.append(f"{value} as {name}")
    if reading.mapping.record == "contact" and "site_timezone" not in reading.fields:
        columns.append(f"{text_literal(way.timezone)} as site_timezone")
    columns += [f"{_attribute_map(way, reading)} as attributes"] if reading.attributes else []
    columns += [f"{_name_keys(way, reading)} as name_keys"] if CUSTOMER_NAME in reading.fields else []
    return f"select _file, _row + {header_lines} as line_number, {', '.join(columns)}, row_hash from judged"


def _with_hashed_customers(way: Way, rows: pa.Table) -> pa.Table:
    """Rows with the keyed hash of each customer, who is hashed once; those who were erased are marked."""
    memory = way.memory
    coded = rows["customer_id"].combine_chunks().dictionary_encode()
    memory.register("customers", pa.table({"customer_id": coded.dictionary}))
    hashed = fetch_table(memory, f"select {HASHED.format('customer_id')} as hashed from customers")["hashed"]
    memory.unregister("customers")
    if way.erased is not None:
        hashed = pa.chunked_array([way.erased.mark(coded.dictionary, hashed)])
    each = pa.DictionaryArray.from_arrays(coded.indices, hashed.combine_chunks())
    return rows.set_column(rows.column_names.index("customer_id"), "customer_id", each)


def _attribute_map(way: Way, reading: Reading) -> str:
    names = mask_headings(list(reading.attributes), way.patterns)
    entries = ", ".join(f"struct_pack(k := {text_literal(name)}, v := a_{at})" for at, name in enumerate(names))
    return f"map_from_entries(list_filter([{entries}], lambda each: each.v is not null))"


def _name_keys(way: Way, reading: Reading) -> str:
    names = fetch_table(way.memory, f"select distinct x_{CUSTOMER_NAME} as n from judged where n is not null")["n"]
    way.memory.register("name_keys", name_keys_of(names.to_pylist(), way.key))
    return f"(select any_value(name_keys) from name_keys where name = x_{CUSTOMER_NAME})"


def _protected_turns(way: Way, reading: Reading, header_lines: int) -> tuple[pa.Table, int]:
    wanted = ", ".join(reading.filled)
    says = "x_text is not null" if "text" in reading.fields else "false"
    kept = f"where {says}" if reading.mapping.is_derived else ""
    turns = way.memory.execute(
        f"select _file, _row + {header_lines} as line_number, {wanted}, row_hash from judged {kept}"
        " order by _file, _row, turn_index"
    ).df()
    turns = turns.assign(contact_id=way.prefix + turns["contact_id"])
    turns = _with_language(turns)
    names = way.find_names(turns["contact_id"].drop_duplicates().tolist())
    masked, count = protect_turns(turns, way.key, way.patterns, names)
    return pa.Table.from_pandas(masked, preserve_index=False), count


def _with_language(turns: pd.DataFrame) -> pd.DataFrame:
    """Where the export names no language, it is told from what the contact's turns say together."""
    unknown = turns[turns["language_code"].isna() & turns["text"].notna()]
    if unknown.empty:
        return turns
    spoken = unknown.groupby("contact_id")["text"].agg(" ".join)
    languages = dict(zip(spoken.index, detect_language(spoken.tolist()), strict=True))
    return turns.assign(language_code=turns["language_code"].fillna(turns["contact_id"].map(languages)))
