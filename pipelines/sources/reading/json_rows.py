"""JSON rows: which value stands where in an object of an export?

A path names it: `a.b`, `items[0].x`, `custom_fields[id=123].value`; `a.*` is every scalar of one level. Numbers keep the
digits that they were written with.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import pyarrow as pa

from pipelines.sources.mapping import Mapping
from pipelines.sources.reading.opening import BrokenRow

Getter = Callable[[Any], Any]
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]|\[([^=\]]+)=([^\]]*)\]")
NOT_AN_OBJECT = "the line is not a JSON object"


def parse_json(text: str | bytes) -> Any:
    """The document; numbers with a fraction stay text, so that nothing is rounded.

    Raises:
        ValueError: it is not JSON, or nested too deeply.
    """
    try:
        return json.loads(text, parse_float=str)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error


def table_of_objects(
    objects: Iterable[tuple[int, str, Any]], mapping: Mapping
) -> tuple[pa.Table, tuple[BrokenRow, ...], tuple[str, ...]]:
    """The objects as text columns with `_row`, those that are none, and the names of nested values that no field reads."""
    numbers: list[int] = []
    rows: list[dict[str, Any]] = []
    broken: list[BrokenRow] = []
    for number, text, each in objects:
        if isinstance(each, dict):
            numbers.append(number)
            rows.append(each)
        else:
            broken.append(BrokenRow(number, text or json.dumps(each), NOT_AN_OBJECT))
    names, nested = _columns(rows, mapping)
    columns = {name: text_array(_values(rows, name)) for name in names}
    return pa.table({"_row": pa.array(numbers, pa.int64()), **columns}), tuple(broken), nested


def _columns(rows: list[dict[str, Any]], mapping: Mapping) -> tuple[list[str], tuple[str, ...]]:
    """What is read of the objects: the mapping's paths that are there, and every scalar beside them."""
    seen: dict[str, bool] = {}
    for row in rows:
        for key, value in row.items():
            seen[key] = seen.get(key, True) and not isinstance(value, (dict, list))
    read = [name for name in mapping.columns_read if not name.endswith("*")]
    starts = {_first_step(name) for name in (*mapping.columns_read, *mapping.ignored)} | set(mapping.ignored)
    there = [name for name in read if name in seen or _first_step(name) in seen]
    flattened = [key for name in mapping.attributes if name.endswith(".*") for key in _keys_below(rows, name[:-2])]
    scalars = [key for key, is_scalar in seen.items() if is_scalar and key not in starts]
    nested = tuple(sorted(key for key, is_scalar in seen.items() if not is_scalar and key not in starts))
    return list(dict.fromkeys([*there, *sorted(flattened), *sorted(scalars)])), nested


def _first_step(name: str) -> str:
    return re.split(r"[.\[]", name, maxsplit=1)[0]


def _keys_below(rows: list[dict[str, Any]], path: str) -> list[str]:
    get = compile_path(path)
    below = {key: None for row in rows if isinstance(found := get(row), dict) for key in found}
    return [f"{path}.{key}" for key in below]


def _values(rows: list[dict[str, Any]], name: str) -> list[str | None]:
    get = compile_path(name)
    return [as_text(row[name] if name in row else get(row)) for row in rows]


@cache
def compile_path(path: str) -> Getter:
    """The function that finds the value at a path, None where it is not there."""
    steps = [_compile_step(*match.groups()) for match in STEP.finditer(path)]

    def get(document: Any) -> Any:
        for step in steps:
            document = step(document)
            if document is None:
                return None
        return document

    return get


def _compile_step(key: str | None, position: str | None, name: str | None, value: str | None) -> Getter:
    if key is not None:
        return lambda each: each.get(key) if isinstance(each, dict) else None
    if position is not None:
        place = int(position)
        return lambda each: each[place] if isinstance(each, list) and place < len(each) else None

    def find(each: Any) -> Any:
        items = each if isinstance(each, list) else ()
        return next((item for item in items if isinstance(item, dict) and as_text(item.get(name)) == value), None)

    return find


def as_text(value: Any) -> str | None:
    """A JSON value as text: a list of scalars joined, anything nested as JSON."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list) and not any(isinstance(each, (dict, list)) for each in value):
        return ", ".join(as_text(each) or "" for each in value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else str(value)


def text_array(values: list[str | None]) -> pa.Array:
    """Texts as a column; a half of a character that JSON let through is replaced."""
    try:
        return pa.array(values, pa.large_string())
    except UnicodeEncodeError:
        return pa.array([each and each.encode("utf-8", "replace").decode() for each in values], pa.large_string())
