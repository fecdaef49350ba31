"""Taxonomy files: how is a taxonomy written so that the files read as the same one?"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

from vocmodels.taxonomy import Taxonomy

DISPOSITION_COLUMNS = ("disposition_code", "disposition_label", "reason_code")
Subscriptions = Mapping[str, Sequence[Mapping[str, Any]]]
BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")


def write_taxonomy(folder: Path, taxonomy: Taxonomy, subscriptions: Subscriptions = MappingProxyType({})) -> list[Path]:
    """Write reasons.toml, dispositions.csv and departments.toml into a folder; return them.

    Args:
        subscriptions: by department, as departments.toml says them.
    """
    document, dispositions, departments = taxonomy.files()
    folder.mkdir(parents=True, exist_ok=True)
    reasons, codes, owners = (folder / name for name in ("reasons.toml", "dispositions.csv", "departments.toml"))
    reasons.write_text("\n".join(_tables(document)), encoding="utf-8")
    with codes.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, DISPOSITION_COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(dispositions)
    owners.write_text("\n".join(_owners(departments, subscriptions)), encoding="utf-8")
    return [reasons, codes, owners]


def _tables(document: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    for name, tables in document.items():
        for table in tables:
            yield f"[[{name}]]"
            for key, value in table.items():
                yield from _lines(key, value)
            yield ""


def _owners(departments: Mapping[str, Mapping[str, str]], subscriptions: Subscriptions) -> Iterator[str]:
    for code, table in departments.items():
        yield f"[{_key(code)}]"
        yield from (f"{_key(key)} = {_text(value)}" for key, value in table.items())
        yield ""
        for subscription in subscriptions.get(code, ()):
            yield f"[[{_key(code)}.subscription]]"
            for key, value in subscription.items():
                yield from [f"{key} = {value}"] if isinstance(value, int) else _lines(key, value)
            yield ""


def _lines(key: str, value: Any) -> Iterator[str]:
    """A key with its value: texts by language on one line, lists by language an item a line."""
    if isinstance(value, Mapping) and any(isinstance(item, list) for item in value.values()):
        for name, items in value.items():
            yield f"{key}.{_key(name)} = ["
            yield from (f"    {_text(item)}," for item in items)
            yield "]"
    elif isinstance(value, Mapping):
        yield f"{key} = {{ {', '.join(f'{_key(name)} = {_text(item)}' for name, item in value.items())} }}"
    elif isinstance(value, list):
        yield f"{key} = [{', '.join(map(_text, value))}]"
    else:
        yield f"{key} = {value.isoformat() if isinstance(value, date) else _text(value)}"


def _key(name: str) -> str:
    return name if BARE_KEY.fullmatch(name) else _text(name)


def _text(value: str) -> str:
    """A basic string of TOML: written as in JSON, and DEL, which TOML does not take as it is, escaped too."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
