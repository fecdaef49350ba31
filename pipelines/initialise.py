"""Initialise: how does somebody's folder of exports become a voc.toml?

Each file, and each folder of files of one kind, is a source. It is recognised by its content where a mapping of
data/mappings fits; else a mapping is begun with what names and values of the columns suggest, for a person to finish.
What is nothing to be read is named, with the reason.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, count
from pathlib import Path

from pipelines.guessing import Guess, Options, guess
from pipelines.settings import PROJECT_ROOT, SettingsError
from pipelines.sources.files.listing import list_items
from pipelines.sources.mapping import load_mapping, shipped_mappings
from pipelines.sources.reading.opening import UnreadableFileError
from pipelines.sources.reading.recognising import Recognised, recognise

ENDINGS = (
    *(".csv", ".tsv", ".txt", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx", ".xlsm", ".vtt", ".srt"),
    *(".gz", ".zip"),
)
LOOKS_IN_ARCHIVE = 50
MOST_COLUMNS = 12  # that are named in a message
LOOKUP_COLUMNS = {"id", "code", "name", "label", "selfuri"}


class NoExportsError(SettingsError):
    """The folder holds nothing that could be an export."""


@dataclass(frozen=True)
class Written:
    """Where voc.toml was written, and what to do next."""

    path: Path
    advice: str


@dataclass(frozen=True)
class Export:
    """Files of one kind in one place; `problem` says why they are of none."""

    code: str
    path: str  # relative to the folder
    format: str
    columns: tuple[str, ...]
    mapping: str | None
    problem: str | None = None
    values: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rows: str | None = None

    @cached_property
    def guess(self) -> Guess:
        return guess(self.values)

    @property
    def why_unknown(self) -> str:
        if self.problem:
            return self.problem
        columns = f" Its columns: {', '.join(self.columns[:MOST_COLUMNS])}." if self.columns else ""
        if {name.lower() for name in self.columns} <= LOOKUP_COLUMNS:
            return (
                f"{self.path} looks like a table of codes and their names, but not of which."
                f' Name it: "voc pull PATH --as MAPPING", with one of {", ".join(_table_lookups())}.'
            )
        if not self.guess.is_contact:
            return (
                f"{self.path} is not recognised, and nothing in it tells that its rows are contacts.{columns}"
                ' If they are, write a mapping for it, and name it: "voc pull PATH --as MAPPING".'
            )
        return (
            f"{self.path} is not recognised.{columns} Write a mapping for it"
            ' ("voc init DIR" begins one), and name it: "voc pull PATH --as MAPPING".'
        )


def _table_lookups() -> list[str]:
    return [each for each in shipped_mappings() if load_mapping(each, PROJECT_ROOT).record == "lookup"]


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
    found = find_exports(folder)
    exports = [each for each in found if each.mapping or (each.problem is None and each.guess.is_contact)]
    unread = [each.why_unknown for each in found if each not in exports]
    if not exports:
        first = unread[0] if unread else f"Put files of {', '.join(sorted(ENDINGS))} there."
        raise NoExportsError(f"{folder} holds no export. {first}")
    begun = [each for each in exports if each.mapping is None]
    for export in begun:
        (folder / f"{export.code}.toml").write_text(begin_mapping(export), encoding="utf-8")
    path.write_text(_config_text(exports, unread), encoding="utf-8")
    taken = "".join(f"\n{each.path} is taken for {each.mapping}." for each in exports if each.mapping)
    first = "".join(f"\n{each.path}: {each.code}.toml names its guesses: check them." for each in begun)
    passed = "".join(f"\n{reason}" for reason in unread)
    return Written(path, f"{taken}{first}{passed}\nThen: voc run --config {path}")


def find_exports(place: Path) -> list[Export]:
    """One export for the files of a place that one mapping reads, or that have the same columns."""
    folder = place.parent if place.is_file() else place
    found: dict[tuple[Path, object], list[Path]] = {}
    looks: dict[Path, Recognised | str] = {}
    alike: dict[tuple[Path, str], Recognised | str] = {}  # files whose names differ in digits alone are of one kind
    for path in [place] if place.is_file() else sorted(place.rglob("*")):
        is_export = path == place or (not path.name.startswith(".") and path.name.lower().endswith(ENDINGS))
        if not path.is_file() or not is_export:
            continue
        shape = path.parent, re.sub(r"\d+", "0", path.name)
        looks[path] = alike[shape] = alike.get(shape) or _look_at(path)
        kind = looks[path]
        same = kind if isinstance(kind, str) else (kind.format, kind.mapping or kind.columns)
        found.setdefault((path.parent, same), []).append(path)
    exports: list[Export] = []
    for paths in found.values():
        for first, pattern in _patterns(paths):
            name = first.name.split(".")[0] if pattern == first.name else first.parent.name
            code = _unused(re.sub(r"\W+", "_", name.lower()).strip("_") or "exports", exports)
            kind, at = looks[first], str((first.parent / pattern).relative_to(folder))
            if isinstance(kind, str):
                exports.append(Export(code, at, "", (), None, kind))
            else:
                exports.append(
                    Export(code, at, kind.format, kind.columns, kind.mapping, values=kind.values, rows=kind.rows)
                )
    return exports


def _look_at(path: Path) -> Recognised | str:
    """What a file is, or why it is nothing that can be read."""
    listing = list_items(str(path.resolve()), path.resolve().parent, settle_seconds=0)
    try:
        if not listing.items:
            return listing.refused[0][1] if listing.refused else f"{path.name} holds nothing to read."
        kinds = [recognise(item.blocks()) for item in listing.items[:LOOKS_IN_ARCHIVE]]
    except UnreadableFileError as error:
        return str(error) if path.name in str(error) else f"{path.name}: {error}"
    if len({(each.format, each.mapping or each.columns) for each in kinds}) > 1:
        return f"{path.name} holds files of several kinds: unpack it, with a folder for each kind."
    return kinds[0]


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


def begin_mapping(export: Export) -> str:
    """A mapping with what the columns suggest; the others stand above as attributes, and what is personal is ignored."""
    found = export.guess
    lines = [
        f'description = "{export.code}: begun by voc init; check each line"',
        f'format = "{export.format}"  # csv, excel, json, jsonl, parquet',
        f'record = "{found.record}"  # contact, turn, agent_state, survey, lookup or volume',
        *([f"rows = {_written(export.rows)}  # the list that holds the rows"] if export.rows else []),
    ]
    if found.record == "contact":
        lines.append(f"attributes = {_written(found.attributes)}  # kept beside the columns, and can be sliced by")
    left_out = found.ignored if found.record == "contact" else [*found.ignored, *found.attributes]
    lines.append(f"ignored = {_written(left_out)}  # left out: personal, or not needed")
    lines += ["", "[fields]  # column of voc = column of the export", *_field_lines(found.fields)]
    if found.contact:
        lines += ["", "[contact]  # the contact's own columns, from its turns", *_field_lines(found.contact)]
    if found.turn:
        lines += ["", "[turn]  # what a row itself holds of the conversation; who wrote it?", *_field_lines(found.turn)]
    return "\n".join(lines) + "\n"


def _field_lines(fields: dict[str, Options]) -> list[str]:
    return [f"{column} = {_field(options)}" for column, options in fields.items()]


def _field(options: Options) -> str:
    if list(options) == ["column"]:
        return _written(options["column"])
    given = {name: value for name, value in options.items() if value != {}}
    return f"{{ {', '.join(f'{name} = {_written(value)}' for name, value in given.items())} }}"


def _written(value: object) -> str:
    """A value as TOML writes it."""
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{json.dumps(name, ensure_ascii=False)} = {_written(each)}' for name, each in value.items())} }}"
    return json.dumps(value, ensure_ascii=False)


def _config_text(exports: list[Export], unread: list[str]) -> str:
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
        "[reasons]",
        'tier = "light"  # "full" reads every text with an encoder too: better, and a tenth as fast',
        'precision = 0.9  # of the answers that are not "not sure"',
        "",
        "[spikes]",
        '# What slices are cut by: columns of contacts, or "attributes.NAME".',
        'dimensions = ["product_code", "region_code", "carrier_code", "channel_code"]',
        "",
        "[topics]",
        "refit_days = 28  # after which topics are looked for anew; sooner where more and more contacts fit none",
        "",
        "[retention]",
        "# In days; what is not named is kept without limit.",
        "# transcripts_days = 365  # turns, comments and quotes",
        "# records_days = 1095  # then a contact loses its customer and links, and stays counted",
        "# audit_days = 730",
    ]
    for export in exports:
        parts += ["", f"[sources.{export.code}]", f"path = {json.dumps(export.path)}"]
        comment = "" if export.mapping else "  # begun beside this file: check it"
        prefix = load_mapping(export.mapping, PROJECT_ROOT).id_prefix if export.mapping else None
        parts += [f'mapping = "{export.mapping or export.code + ".toml"}"{comment}']
        parts += [
            '# timezone = "America/New_York"  # of times without an offset',
            f'{"" if prefix else "# "}id_prefix = "{prefix or "shop"}"  # sources of one prefix join',
        ]
        if export.mapping is None and export.guess.is_day_first:
            parts += ['date_order = "dmy"  # 03/04/2026 is the third of April']
    parts += ["", "# Not read:", *(f"# - {reason}" for reason in unread)] if unread else []
    return "\n".join(parts) + "\n"
