"""Mapping: which field of a vendor's export is which column? One TOML file per export."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT, SettingsError, read_toml
from pipelines.sources.vendors import VENDORS
from pipelines.tables import RECORD_COLUMNS

TABLE_FORMATS = ("csv", "excel", "json", "jsonl", "parquet")
FORMATS = (*TABLE_FORMATS, *VENDORS)
SECONDS_UNITS = {"s": 1.0, "ms": 0.001, "minutes": 60.0, "day_fraction": 86400.0}
SPEAKERS = ("customer", "agent", "system", "unknown")
CUSTOMER_NAME = "customer_name"  # read to mask the name in what is said; never stored
REQUIRED_COLUMNS = {
    "contact": ("contact_id",),
    "turn": ("contact_id", "speaker"),
    "agent_state": ("agent_id", "state_code", "started_at"),
    "survey": ("contact_id",),
    "lookup": ("lookup_code", "code", "label"),
    "volume": ("contact_date", "volume_count"),
}
TURN_PLACES = ("turn_index", "turn_id", "said_at")
LOOKUP_CODES = ("disposition_code", "queue_label", "agent_label", "team_label")
_FIELD_KEYS = {
    *(
        "column",
        "constant",
        "then",
        "default",
        "map",
        "missing",
        "format",
        "unit",
        "true",
        "before",
        "html",
        "present",
        "absent",
    )
}
_MAPPING_KEYS = {
    *("description", "format", "record", "id_prefix", "rows", "sheet", "delimiter", "attributes", "ignored"),
    *("fields", "contact", "turn", "speakers"),
}


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
    html: bool = False
    then: str | None = None  # a second column that goes on where the first ends, as an hour after its day
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the export that it reads."""
        named = (self.column, self.then, *self.present, *self.absent)
        return tuple(name for name in named if name)


@dataclass(frozen=True)
class Mapping:
    """One vendor's export: its file format, what a row is, and its fields."""

    name: str
    format: str
    record: str = "contact"
    id_prefix: str | None = None  # of the ids of `voc pull PATH`: exports of one prefix join
    rows: str | None = None
    sheet: str | None = None
    delimiter: str | None = None
    attributes: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    fields: dict[str, Field] = field(default_factory=dict)
    contact: dict[str, Field] = field(default_factory=dict)
    turn: dict[str, Field] = field(default_factory=dict)
    speakers: dict[str, str] = field(default_factory=dict)
    is_derived: bool = False  # a second reading of rows that another record accounts for

    @property
    def is_table(self) -> bool:
        """Whether rows are named by the mapping, or told by a reader of the vendor's documents."""
        return self.format in TABLE_FORMATS

    @property
    def columns_read(self) -> list[str]:
        """The columns of the export that this mapping needs, in order, each once."""
        fields = (*self.fields.values(), *self.contact.values(), *self.turn.values())
        return list(dict.fromkeys([*(name for each in fields for name in each.columns), *self.attributes]))

    @property
    def names_customers(self) -> bool:
        return CUSTOMER_NAME in self.fields

    def as_record(self, record: str) -> Mapping:
        """The same export read as another record: the turn within a contact's row, the contact that a turn tells of."""
        fields = {"contact_id": self.fields["contact_id"], **{"turn": self.turn, "contact": self.contact}[record]}
        return replace(self, record=record, fields=fields, contact={}, turn={}, is_derived=True)


def load_mapping(name: str, root: Path) -> Mapping:
    """The mapping of that name: a path beside voc.toml, else a file of the data/mappings folder, else a path of voc itself.

    Raises:
        MappingError: there is none, or it holds something that is not known.
    """
    places = [
        root / name,
        root / "data" / "mappings" / f"{name}.toml",
        PROJECT_ROOT / "data" / "mappings" / f"{name}.toml",
        PROJECT_ROOT / name,  # the simulated centre's own
    ]
    path = next((place for place in places if place.is_file()), None)
    if path is None and name in VENDORS:
        return Mapping(name=name, format=name)
    if path is None:
        raise MappingError(f'There is no mapping "{name}". Name a file, or one of: {", ".join(shipped_mappings())}.')
    try:
        document = read_toml(path)
    except SettingsError as error:
        raise MappingError(str(error)) from error
    return parse_mapping(path.stem, document)


def shipped_mappings() -> list[str]:
    """The names of data/mappings, and of the vendors' documents that need no mapping of their own."""
    return sorted({*VENDORS, *(each.stem for each in (PROJECT_ROOT / "data" / "mappings").glob("*.toml"))})


def parse_mapping(name: str, document: dict[str, Any]) -> Mapping:
    """Check what a mapping's file says.

    Raises:
        MappingError: a key, column or option is not known, or a column that the record needs is not mapped.
    """
    record = document.get("record", "contact")
    _known(name, "format", document.get("format"), FORMATS)
    _known(name, "record", record, tuple(RECORD_COLUMNS))
    for key in document:
        _known(name, "key", key, tuple(sorted(_MAPPING_KEYS)))
    for label, role in document.get("speakers", {}).items():
        _known(name, f"role of speaker {label}", role, SPEAKERS)
    attributes = document.get("attributes", ())
    mapping = Mapping(
        name=name,
        format=document["format"],
        record=record,
        id_prefix=document.get("id_prefix"),
        rows=document.get("rows"),
        sheet=document.get("sheet"),
        delimiter=document.get("delimiter"),
        attributes=(attributes,) if isinstance(attributes, str) else tuple(attributes),
        ignored=tuple(document.get("ignored", ())),
        fields=_parse_fields(name, document.get("fields", {}), record),
        contact=_parse_fields(name, document.get("contact", {}), "contact"),
        turn=_parse_fields(name, document.get("turn", {}), "turn"),
        speakers=dict(document.get("speakers", {})),
    )
    _require_fields(mapping)
    return mapping


def _require_fields(mapping: Mapping) -> None:
    needed = REQUIRED_COLUMNS[mapping.record] if mapping.record != "contact" and mapping.is_table else ()
    for column in needed:
        if column not in mapping.fields:
            raise MappingError(
                f'{mapping.name}.toml maps nothing to "{column}", which every {mapping.record} needs. Add it under [fields].'
            )
    if mapping.record == "turn" and mapping.is_table and not mapping.fields.keys() & set(TURN_PLACES):
        raise MappingError(
            f"{mapping.name}.toml does not say where a turn stands. Map one of {', '.join(TURN_PLACES)}."
        )
    if mapping.record == "lookup":
        _known(mapping.name, "lookup_code", mapping.fields["lookup_code"].constant, LOOKUP_CODES)
    if (mapping.contact or mapping.turn) and "contact_id" not in mapping.fields:
        raise MappingError(f'{mapping.name}.toml: [contact] and [turn] need "contact_id" under [fields].')


def _parse_fields(name: str, table: dict[str, Any], record: str) -> dict[str, Field]:
    allowed = (*RECORD_COLUMNS[record], *((CUSTOMER_NAME,) if record == "contact" else ()))
    fields = {}
    for column, given in table.items():
        _known(name, "field", column, allowed)
        options = {"column": given} if isinstance(given, str) else dict(given)
        for key in options:
            _known(name, f"option of {column}", key, tuple(sorted(_FIELD_KEYS)))
        if not options.keys() & {"column", "constant", "present", "absent"}:
            raise MappingError(f"{name}.toml: {column} needs a column or a constant.")
        _known(name, f"unit of {column}", options.get("unit", "s"), (*SECONDS_UNITS, "hh:mm:ss"))
        for key in ("missing", "true", "present", "absent"):
            if key in options:
                options[key] = tuple(str(value) for value in options[key])
        fields[column] = Field(**options)
    return fields


def _known(name: str, what: str, value: object, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise MappingError(f'{name}.toml: {what} "{value}" is not known. Allowed: {", ".join(allowed)}.')
