"""Mapping: which field of a vendor's export is which column? One TOML file per export."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT, SettingsError, read_toml
from pipelines.tables import RECORD_COLUMNS

FORMATS = ("csv", "jsonl", "parquet", "contact_lens", "genesys_conversations")
SECONDS_UNITS = {"s": 1.0, "ms": 0.001, "minutes": 60.0, "day_fraction": 86400.0}
REQUIRED_COLUMNS = {
    "contact": ("contact_id",),
    "turn": ("contact_id", "turn_index", "speaker"),
    "agent_state": ("agent_id", "state_code", "started_at"),
    "survey": ("contact_id",),
}
_FIELD_KEYS = {"column", "constant", "default", "map", "missing", "format", "unit", "true", "before"}
_MAPPING_KEYS = {"description", "format", "record", "delimiter", "attributes", "fields", "contact"}


class MappingError(Exception):
    """A mapping cannot be used; the message names its file and what to change."""


@dataclass(frozen=True)
class Field:
    """Where one canonical column comes from."""

    column: str | None = None
    constant: str | None = None
    default: str | None = None
    map: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    format: str | None = None
    unit: str = "s"
    true: tuple[str, ...] = ()
    before: str | None = None


@dataclass(frozen=True)
class Mapping:
    """One vendor's export: its file format, what a row is, and its fields."""

    name: str
    format: str
    record: str = "contact"
    delimiter: str | None = None
    attributes: tuple[str, ...] = ()
    keeps_all_attributes: bool = False
    fields: dict[str, Field] = field(default_factory=dict)
    contact: dict[str, Field] = field(default_factory=dict)

    @property
    def columns_read(self) -> list[str]:
        """The columns of the export that this mapping needs, in order, each once."""
        named = [each.column for each in (*self.fields.values(), *self.contact.values()) if each.column]
        return list(dict.fromkeys([*named, *self.attributes]))


def load_mapping(name: str, root: Path) -> Mapping:
    """The mapping of that name: a path beside voc.toml, else a file of the data/mappings folder.

    Raises:
        MappingError: there is none, or it holds something that is not known.
    """
    places = [
        root / name,
        root / "data" / "mappings" / f"{name}.toml",
        PROJECT_ROOT / "data" / "mappings" / f"{name}.toml",
    ]
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        known = ", ".join(sorted(each.stem for each in (PROJECT_ROOT / "data" / "mappings").glob("*.toml")))
        raise MappingError(f'There is no mapping "{name}". Name a file, or one of: {known}.')
    try:
        document = read_toml(path)
    except SettingsError as error:
        raise MappingError(str(error)) from error
    return parse_mapping(path.stem, document)


def parse_mapping(name: str, document: dict[str, Any]) -> Mapping:
    record = document.get("record", "contact")
    _known(name, "format", document.get("format"), FORMATS)
    _known(name, "record", record, tuple(RECORD_COLUMNS))
    for key in document:
        _known(name, "key", key, tuple(sorted(_MAPPING_KEYS)))
    attributes = document.get("attributes", [])
    mapping = Mapping(
        name=name,
        format=document["format"],
        record=record,
        delimiter=document.get("delimiter"),
        attributes=() if attributes == "*" else tuple(attributes),
        keeps_all_attributes=attributes == "*",
        fields=_parse_fields(name, document.get("fields", {}), record),
        contact=_parse_fields(name, document.get("contact", {}), "contact"),
    )
    for column in REQUIRED_COLUMNS[record] if record != "contact" else ():
        if mapping.format in ("csv", "jsonl", "parquet") and column not in mapping.fields:
            raise MappingError(
                f'{name}.toml maps nothing to "{column}", which every {record} needs. Add it under [fields].'
            )
    return mapping


def _parse_fields(name: str, table: dict[str, Any], record: str) -> dict[str, Field]:
    fields = {}
    for column, given in table.items():
        _known(name, "field", column, tuple(RECORD_COLUMNS[record]))
        options = {"column": given} if isinstance(given, str) else dict(given)
        for key in options:
            _known(name, f"option of {column}", key, tuple(sorted(_FIELD_KEYS)))
        if "column" not in options and "constant" not in options:
            raise MappingError(f"{name}.toml: {column} needs a column or a constant.")
        if options.get("unit", "s") not in (*SECONDS_UNITS, "hh:mm:ss"):
            _known(name, f"unit of {column}", options["unit"], (*SECONDS_UNITS, "hh:mm:ss"))
        for key in ("missing", "true"):
            if key in options:
                options[key] = tuple(str(value) for value in options[key])
        fields[column] = Field(**options)
    return fields


def _known(name: str, what: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise MappingError(f'{name}.toml: {what} "{value}" is not known. Allowed: {", ".join(allowed)}.')
