"""Compiling: how does a mapping become one SELECT over the rows as given?

The SELECT yields typed columns and, for a row that cannot be used, the column, its value and the reason. The given table
names its columns by position (`c0`, `c1` …): what a vendor calls them is data.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, reduce

from pipelines.sources.literals import literals, text_literal
from pipelines.sources.mapping import CUSTOMER_NAME, REQUIRED_COLUMNS, SECONDS_UNITS, SPEAKERS, Field, Mapping
from pipelines.sources.times import OLDEST, time_expression
from pipelines.tables import RECORD_COLUMNS
from vocmodels.privacy.personal_columns import personal_column

TRUE_WORDS = ("1", "true", "t", "yes", "y", "si", "sí")
FALSE_WORDS = ("0", "false", "f", "no", "n")
SCORE_RANGES = {"csat_score": (1, 5), "nps_score": (0, 10)}
CUSTOMER_MASK, NAME_MASK = "[CUSTOMER]", "[NAME]"
NAMED = "chr(30)"  # between name and value in hashed content; what says nothing is left out, so that a new column is no change
LONGEST_SECONDS = 315_360_000  # ten years; what is longer is no time, but may be a telephone or a card number
CLOCK = r"\d{1,5}:[0-5]?\d:[0-5]?\d(\.\d+)?"
SHORT_CLOCK = r"\d{1,7}:[0-5]?\d(\.\d+)?"
TURN_BASICS = ("contact_id", "turn_index", "speaker", "speaker_label", "text", "language_code")
SEEN_TEXTS = (CUSTOMER_NAME, "text")
MOST_COUNTED = 999_999
NO_FAULT = "null::varchar[]"
TAGS = r"<[^>]*>"
ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}


@dataclass(frozen=True)
class Reading:
    """A table of rows as given, and how a mapping reads it."""

    table: str
    columns: tuple[str, ...]
    mapping: Mapping
    timezone: str
    constants: tuple[tuple[str, str], ...] = ()
    day_first: frozenset[str] = frozenset()  # the columns of voc whose slashed dates name the day first

    @cached_property
    def kinds(self) -> dict[str, str]:
        return RECORD_COLUMNS[self.mapping.record]

    @cached_property
    def fields(self) -> dict[str, Field]:
        """What fills each column; a column of the export that this file lacks fills nothing."""
        fixed = {name: Field(constant=value) for name, value in self.constants if name in self.kinds}
        given = {name: each for name, each in self.mapping.fields.items() if each.column in (None, *self.columns)}
        return given | fixed

    @cached_property
    def filled(self) -> list[str]:
        """The columns of the record that have values; a turn always has those that it is masked by."""
        always = TURN_BASICS if self.mapping.record == "turn" else ()
        return [name for name in self.kinds if name in self.fields or name in always]

    def place(self, column: str) -> str:
        return f"c{self.columns.index(column)}" if column in self.columns else "null::varchar"

    @cached_property
    def attributes(self) -> dict[str, str]:
        """What is kept beside the columns: its name -> its column of the export."""
        if self.mapping.record != "contact" or self.mapping.is_derived:
            return {}
        read = {name for each in self.mapping.fields.values() for name in each.columns} | set(self.mapping.ignored)
        read |= {name for each in self.mapping.turn.values() for name in each.columns}
        stems = [name[:-1] for name in self.mapping.attributes if name.endswith(".*")]
        kept: dict[str, str] = {}
        for column in self.columns:
            stem = next((each for each in stems if column.startswith(each)), "")
            if column not in read and not (stem and f"{stem}*" in self.mapping.ignored):
                kept.setdefault(column.removeprefix(stem), column)
        return kept

    def text(self, name: str) -> str:
        return _text(self.fields[name], self.place)


def compile_select(reading: Reading) -> str:
    """One row a row: `_file, _row`, the filled columns typed, attributes (`a_0` …), row_hash, `_fault`.

    The texts of times and names stay beside them (`x_…`): what comes after still needs to see how they were written. A row
    that cannot be used has a fault: the column, its value, the reason and the row.
    """
    texts = [f"{reading.text(name)} as x_{name}" for name in reading.fields]
    typed = [f"{typed_expression(reading, name)} as {name}" for name in reading.filled]
    attributes = [f"{_attribute(reading, each)} as a_{at}" for at, each in enumerate(reading.attributes.items())]
    seen = [f"x_{name}" for name in reading.fields if reading.kinds.get(name) == "timestamp" or name in SEEN_TEXTS]
    kept = ["_file", "_row", *reading.filled, *(f"a_{at}" for at in range(len(attributes))), *seen, "row_hash"]
    row_hash = f"{_row_hash(reading)} as row_hash"
    return (
        f"with texts as (select *, {', '.join([*texts, 'null as x_'])} from {reading.table}),"
        f" typed as (select *, {', '.join([*typed, *attributes, row_hash])} from texts),"
        f" select {', '.join(kept)}, {_fault(reading)} as _fault from typed"
    )


def _row_hash(reading: Reading) -> str:
    """What stands for the content of a row, whatever the order of its columns; what says nothing is left out.

    DuckDB's own hash tells versions of a row apart; where it is also the row's id it has to last: then MD5.
    """
    named = {text_literal(name): reading.place(name) for name in sorted(reading.columns)}
    if reading.mapping.record == "contact" and "contact_id" not in reading.fields:
        pairs = [f"{name} || {NAMED} || {place}" for name, place in named.items()]
        return f"md5_number_upper(concat_ws(chr(31), {', '.join(pairs) or NAMED}))"
    hashes = [
        f"case when {place} is null then 0::ubigint else hash({name}, {place}) end" for name, place in named.items()
    ]
    return reduce(lambda one, other: f"xor({one}, {other})", hashes, "0::ubigint")


def _fault(reading: Reading) -> str:
    """The first thing that is wrong with a row (column, value, reason, the row as JSON), null where nothing is."""
    cases: list[tuple[str, str, str, str]] = []
    for name in REQUIRED_COLUMNS[reading.mapping.record]:
        if name in reading.fields:
            cases.append((f"x_{name} is null", reading.fields[name].column or name, "null", "is missing"))
    for name, each in reading.fields.items():
        kind = reading.kinds.get(name, "varchar")
        if kind != "varchar" and each.column:
            wrong = f"x_{name} is not null and {name} is null"
            cases.append((wrong, each.column, f"x_{name}", expectation(name, each, kind)))
        if name == "started_at" and each.column:
            cases.append(
                (f"{name} > timezone('UTC', now()) + interval 2 days", each.column, f"x_{name}", "lies in the future")
            )
            cases.append((f"{name} < timestamp '{OLDEST}'", each.column, f"x_{name}", f"lies before {OLDEST}"))
        if name == "site_timezone":
            unknown = f"x_{name} not in (select name from pg_timezone_names())"
            cases.append((unknown, each.column or name, f"x_{name}", "is not a time zone"))
    if not cases:
        return NO_FAULT
    columns = " ".join(f"when {test} then {text_literal(column)}" for test, column, _, _ in cases)
    values = " ".join(f"when {test} then {value}" for test, _, value, _ in cases)
    reasons = " ".join(f"when {test} then {text_literal(reason)}" for test, _, _, reason in cases)
    fault = f"[case {columns} end, case {values} end, case {reasons} end, {_raw(reading)}]"
    return f"case when {' or '.join(test for test, *_ in cases)} then {fault} else {NO_FAULT} end"


def _raw(reading: Reading) -> str:
    """The row as it stands in the file, as JSON; whoever the customer is stays out."""
    hidden = _hidden_columns(reading)
    pairs = [f"{text_literal(name)}, {_masked_place(reading, name, hidden.get(name))}" for name in reading.columns]
    return f"json_object({', '.join(pairs)})::varchar" if pairs else "null::varchar"


def _hidden_columns(reading: Reading) -> dict[str, str]:
    """The columns that are personal whatever they hold, and the mask that stands for them."""
    hidden = {name: mask for name in reading.columns if (mask := personal_column(name))}
    for column, mask in (("customer_id", CUSTOMER_MASK), (CUSTOMER_NAME, NAME_MASK)):
        if column in reading.mapping.fields and reading.mapping.fields[column].column:
            hidden[str(reading.mapping.fields[column].column)] = mask
    return hidden


def _masked_place(reading: Reading, name: str, mask: str | None) -> str:
    place = reading.place(name)
    return f"case when {place} <> '' then {text_literal(mask)} end" if mask else place


def _attribute(reading: Reading, named: tuple[str, str]) -> str:
    name, column = named
    mask = personal_column(name)
    return _masked_place(reading, column, mask)


def _text(each: Field, place: object) -> str:
    """The field as text, null where it says nothing; the columns as given are trimmed already."""
    assert callable(place)
    if each.present or each.absent:
        said = [f"coalesce({place(name)}, '') <> ''" for name in each.present]
        unsaid = [f"coalesce({place(name)}, '') = ''" for name in each.absent]
        return f"case when {' and '.join([*said, *unsaid])} then 'true' else 'false' end"
    if each.column is None:
        return text_literal(str(each.constant))
    text = f"nullif(trim({_plain(place(each.column))}), '')" if each.html else place(each.column)
    if each.then:
        text = f"concat_ws(' ', {text}, {place(each.then)})"
        text = f"nullif({text}, '')"
    if each.before:
        text = f"nullif(trim(split_part({text}, {text_literal(each.before)}, 1)), '')"
    if each.missing:
        text = f"case when {text} in ({literals(each.missing)}) then null else {text} end"
    if each.map:
        cases = " ".join(f"when {text_literal(given)} then {text_literal(meant)}" for given, meant in each.map.items())
        text = f"case {text} {cases} else {text} end"
    return f"coalesce({text}, {text_literal(each.default)})" if each.default is not None else text


def _plain(html: str) -> str:
    """Text without its tags and with its entities as characters."""
    text = f"regexp_replace({html}, {text_literal(TAGS)}, ' ', 'g')"
    for entity, character in ENTITIES.items():
        text = f"replace({text}, {text_literal(entity)}, {text_literal(character)})"
    return f"regexp_replace({text}, '\\s+', ' ', 'g')"


def typed_expression(reading: Reading, column: str) -> str:
    """The field in its column's type, null where the text does not fit it."""
    kind = reading.kinds[column]
    if column == "speaker":
        return _speaker(reading)
    if column == "speaker_label":
        return _speaker_label(reading)
    if column not in reading.fields:
        return f"null::{kind}"
    each, text = reading.fields[column], f"x_{column}"
    if kind == "timestamp":
        return time_expression(text, each.format, reading.timezone, column in reading.day_first)
    if kind == "date":
        return f"({time_expression(text, each.format, 'UTC', column in reading.day_first)})::date"
    if kind == "boolean":
        return _boolean(text, each.true)
    if column.endswith("_seconds"):
        return _seconds(text, each.unit)
    if column.endswith("_ms"):
        return f"try_cast(round({_seconds(text, each.unit)} * 1000) as bigint)"
    if column in SCORE_RANGES:
        low, high = SCORE_RANGES[column]
        number = f"try_cast({text} as double)"
        return f"case when {number} between {low} and {high} then {number} end"
    if kind == "integer":  # a larger number is no count but somebody's number
        number = f"try_cast({text} as {kind})"
        return f"case when {number} between 0 and {MOST_COUNTED} then {number} end"
    return text if kind == "varchar" else f"try_cast({text} as {kind})"


def expectation(column: str, each: Field, kind: str) -> str:
    """What the text should have been, as a rejected row says it."""
    if kind == "timestamp":
        return f"is not a time like {each.format}" if each.format else "is not a time"
    if column in SCORE_RANGES:
        low, high = SCORE_RANGES[column]
        return f"is not a score from {low} to {high}"
    if column.endswith(("_seconds", "_ms")):
        return f"is not a duration in {each.unit}"
    return {"boolean": "is neither yes nor no", "date": "is not a date", "double": "is not a number"}.get(
        kind, "is not a whole number"
    )


def _speaker(reading: Reading) -> str:
    """The role, where the mapping or the export states one; it is never guessed."""
    roles = " ".join(
        f"when {text_literal(label)} then {text_literal(role)}" for label, role in reading.mapping.speakers.items()
    )
    by_label = f"case {_label(reading)} {roles} end" if roles else "null"
    stated = f"lower({_stated(reading)})"
    return f"coalesce({by_label}, case when {stated} in ({literals(SPEAKERS)}) then {stated} else 'unknown' end)"


def _speaker_label(reading: Reading) -> str:
    return f"case when speaker = 'unknown' and lower({_label(reading)}) <> 'unknown' then {_label(reading)} end"


def _label(reading: Reading) -> str:
    stated = _stated(reading)
    return f"coalesce(x_speaker_label, {stated})" if "speaker_label" in reading.fields else stated


def _stated(reading: Reading) -> str:
    return "x_speaker" if "speaker" in reading.fields else "null::varchar"


def _boolean(text: str, true: tuple[str, ...]) -> str:
    if true:
        return f"{text} in ({literals(true)})"
    words = f"lower({text})"
    return f"case when {words} in ({literals(TRUE_WORDS)}) then true when {words} in ({literals(FALSE_WORDS)}) then false end"


def _seconds(text: str, unit: str) -> str:
    if unit != "hh:mm:ss":
        seconds = f"try_cast({text} as double) * {SECONDS_UNITS[unit]}"
        return f"case when {seconds} between 0 and {LONGEST_SECONDS} then {seconds} end"
    parts = [f"try_cast(split_part({text}, ':', {place}) as double)" for place in (1, 2, 3)]
    return (
        f"case when regexp_full_match({text}, {text_literal(CLOCK)}) then {parts[0]} * 3600 + {parts[1]} * 60 + {parts[2]}"
        f" when regexp_full_match({text}, {text_literal(SHORT_CLOCK)}) then {parts[0]} * 60 + {parts[1]} end"
    )
