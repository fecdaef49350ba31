"""Initialise: how does somebody's folder of exports become a voc.toml?

Each file, and each folder of files of one kind, is a source. It is recognised by its columns where a mapping of
data/mappings fits; else a mapping is begun with what the names of the columns suggest, for a person to finish.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import chain, count
from pathlib import Path

import duckdb

from pipelines.settings import PROJECT_ROOT, SettingsError
from pipelines.sources.compiling import text_literal
from pipelines.sources.mapping import MappingError, load_mapping
from pipelines.warehouse import connect_in_memory

FORMATS = {".csv": "csv", ".tsv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".parquet": "parquet", ".json": "json"}
# What columns are usually called, most telling first.
GUESSES = {
    "contact_id": r"^(contact|call|conversation|interaction|ticket|case)[ _-]?(id|number)$|^id$",
    "started_at": r"start|created|initiat|timestamp|^date|_at$|time ?stamp",
    "disposition_code": r"disposition|wrap[ _-]?up|reason|title|category|outcome|subject",
    "queue_seconds": r"(queue|wait)[ _-]?(wait)?[ _-]?(time|seconds|duration)",
    "talk_seconds": r"talk[ _-]?(time|seconds|duration)",
    "hold_seconds": r"hold[ _-]?(time|seconds|duration)",
    "wrap_seconds": r"(after[ _-]?call[ _-]?work|acw|wrap)[ _-]?(time|seconds|duration)?",
    "agent_id": r"^agent([ _-]?id)?$",
    "queue_label": r"^queue([ _-]?name)?$|campaign|skill",
    "customer_id": r"customer|^ani$|caller|phone|requester",
    "csat_score": r"csat|satisfaction",
    "product_code": r"product",
    "region_code": r"region|state|town|city|twp",
    "carrier_code": r"carrier|courier",
    "channel_code": r"channel|media",
    "language_code": r"lang",
}


class NoExportsError(SettingsError):
    """The folder holds nothing that could be an export."""


@dataclass(frozen=True)
class Written:
    """Where voc.toml was written, and what to do next."""

    path: Path
    advice: str


@dataclass(frozen=True)
class Export:
    """Files of one kind in one place."""

    code: str
    path: str  # relative to the folder
    format: str
    columns: tuple[str, ...]
    mapping: str | None


def write_config(folder: Path) -> Written:
    """Write voc.toml into a folder of exports, and a begun mapping for each export that none fits.

    Raises:
        NoExportsError: there is no such folder, or no export in it.
        SettingsError: voc.toml is there already.
    """
    if not folder.is_dir():
        raise NoExportsError(f"{folder} is not a folder. Name the one that holds your exports.")
    path = folder / "voc.toml"
    if path.exists():
        raise SettingsError(f"{path} is there already. Edit it, or move it away first.")
    exports = find_exports(folder)
    if not exports:
        raise NoExportsError(
            f"{folder} holds no export. Put files of {', '.join(sorted(FORMATS))} there (also .gz for CSV)."
        )
    begun = [each for each in exports if each.mapping is None]
    for export in begun:
        (folder / f"{export.code}.toml").write_text(begin_mapping(export), encoding="utf-8")
    path.write_text(_config_text(exports), encoding="utf-8")
    first = f"{begun[0].code}.toml names its guesses: check them. " if begun else ""
    return Written(path, f"{first}Then: voc run --config {path}")


def find_exports(folder: Path) -> list[Export]:
    """One export for the files of a folder that one mapping reads, or that have the same columns."""
    found: dict[tuple[Path, str, str | tuple[str, ...]], list[Path]] = {}
    looks: dict[Path, tuple[str, tuple[str, ...], str | None]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and _suffix(path) in FORMATS and not path.name.startswith("."):
            form, columns = _look_at(path, FORMATS[_suffix(path)])
            looks[path] = form, columns, _fitting_mapping(form, columns)
            found.setdefault((path.parent, form, looks[path][2] or columns), []).append(path)
    exports: list[Export] = []
    for paths in found.values():
        for first, pattern in _patterns(paths):
            name = first.name.split(".")[0] if pattern == first.name else first.parent.name
            code = _unused(re.sub(r"\W+", "_", name.lower()).strip("_") or "exports", exports)
            exports.append(Export(code, str((first.parent / pattern).relative_to(folder)), *looks[first]))
    return exports


def _patterns(paths: list[Path]) -> list[tuple[Path, str]]:
    """The first file, and the pattern that matches these files alone; where there is none, each file by its name."""
    names = [path.name for path in paths]
    ending = "".join(paths[0].suffixes[-2:]) if paths[0].suffix == ".gz" else paths[0].suffix
    for pattern in (f"*{ending}", f"{_common_beginning(names)}*{ending}") if len(paths) > 1 else ():
        if sorted(paths[0].parent.glob(pattern)) == paths:
            return [(paths[0], pattern)]
    return [(path, path.name) for path in paths]


def _common_beginning(names: list[str]) -> str:
    first, last = min(names), max(names)
    return first[
        : next((at for at, pair in enumerate(zip(first, last, strict=False)) if pair[0] != pair[1]), len(first))
    ]


def _unused(code: str, exports: list[Export]) -> str:
    taken = {each.code for each in exports}
    return next(name for name in chain([code], (f"{code}_{number}" for number in count(2))) if name not in taken)


def _suffix(path: Path) -> str:
    return path.with_suffix("").suffix if path.suffix == ".gz" else path.suffix


def _look_at(path: Path, form: str) -> tuple[str, tuple[str, ...]]:
    """The format as a mapping names it, and the columns."""
    if form == "json":
        return _look_at_json(path)
    with connect_in_memory() as memory:
        try:
            reader = {"csv": "read_csv({}, all_varchar = true)", "parquet": "read_parquet({})"}.get(
                form, "read_ndjson({})"
            )
            described = memory.execute(f"describe from {reader.format(text_literal(str(path)))}").fetchall()
        except duckdb.Error:
            return form, ()
    columns = tuple(row[0] for row in described)
    if form == "jsonl" and "Transcript" in columns:
        return "contact_lens", columns
    return form, columns


def _look_at_json(path: Path) -> tuple[str, tuple[str, ...]]:
    try:
        document = json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, OSError):
        return "json", ()
    keys = tuple(document) if isinstance(document, dict) else ()
    if "Transcript" in keys:
        return "contact_lens", keys
    return ("genesys_conversations" if "conversations" in keys else "json"), keys


def _fitting_mapping(form: str, columns: tuple[str, ...]) -> str | None:
    """The mapping that reads the most of these columns and lacks none."""
    fitting = []
    for path in sorted((PROJECT_ROOT / "data" / "mappings").glob("*.toml")):
        try:
            mapping = load_mapping(path.stem, PROJECT_ROOT)
        except MappingError:
            continue
        read = {name if name in columns else name.split(".")[0] for name in mapping.columns_read}
        if mapping.format == form and read <= set(columns):
            fitting.append((len(read), path.stem))
    return max(fitting)[1] if fitting else None


def begin_mapping(export: Export) -> str:
    """A mapping with what the names of the columns suggest; the others stand below as attributes."""
    left = list(export.columns)
    lines = [
        f'description = "{export.code}: begun by voc init; check each line"',
        f'format = "{export.format}"  # csv, jsonl, parquet, contact_lens or genesys_conversations',
        'record = "contact"  # contact, turn, agent_state or survey',
        "",
        "[fields]  # column of voc = column of the export",
    ]
    guessed = []
    for column, pattern in GUESSES.items():
        name = next((each for each in left if re.search(pattern, each, re.IGNORECASE)), None)
        if name:
            left.remove(name)
            guessed.append(f"{column} = {json.dumps(name, ensure_ascii=False)}")
    attributes = f"attributes = {json.dumps(left, ensure_ascii=False)}  # kept beside the columns, and can be sliced by"
    return "\n".join([*lines[:3], attributes, *lines[3:], *guessed]) + "\n"


def _config_text(exports: list[Export]) -> str:
    parts = [
        "# What voc reads, and where it writes. Paths are relative to this file.",
        "",
        "[paths]",
        'build = "voc-build"  # warehouse, published file, models, reports',
        "",
        "[site]",
        'timezone = "UTC"  # where the contact centre is, such as "America/New_York"',
        "",
        "[taxonomy]",
        "# A folder with reasons.toml, dispositions.csv and departments.toml; or each disposition as a reason.",
        'from = "dispositions"',
        "",
        "[spikes]",
        '# What slices are cut by: columns of contacts, or "attributes.NAME".',
        'dimensions = ["product_code", "region_code", "carrier_code", "channel_code"]',
    ]
    for export in exports:
        parts += ["", f"[sources.{export.code}]", f"path = {json.dumps(export.path)}"]
        comment = "" if export.mapping else "  # begun beside this file: check it"
        parts += [f'mapping = "{export.mapping or export.code + ".toml"}"{comment}']
        parts += [
            '# timezone = "America/New_York"  # of times without an offset',
            '# id_prefix = "shop"  # sources of one prefix join',
        ]
    return "\n".join(parts) + "\n"
