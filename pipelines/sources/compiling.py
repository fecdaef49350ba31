"""Compiling: how does a mapping become one SELECT over the rows as given?

The SELECT yields typed columns and, for a row that cannot be used, the column, its value and the reason.
"""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.sources.mapping import REQUIRED_COLUMNS, SECONDS_UNITS, Field, Mapping
from pipelines.tables import RECORD_COLUMNS

TRUE_WORDS = ("1", "true", "t", "yes", "y")
FALSE_WORDS = ("0", "false", "f", "no", "n")
SCORE_RANGES = {"csat_score": (1, 5), "nps_score": (0, 10)}
TIME_FORMATS = ("epoch_s", "epoch_ms")
CUSTOMER_MASK = "[CUSTOMER]"
NOTHING = "chr(30)"  # stands for null in hashed content, so that a value cannot move to its neighbour unseen


def compile_select(
    table: str, columns: Iterable[str], mapping: Mapping, constants: dict[str, str], timezone: str
) -> str:
    """The SELECT for one table of rows as given: `_row`, typed columns, row_hash, `_column, _value, _reason, _raw`."""
    kinds = RECORD_COLUMNS[mapping.record]
    fixed = {name: Field(constant=value) for name, value in constants.items() if name in kinds}
    fields = mapping.fields | fixed
    typed = [
        f"{typed_expression(name, fields[name], kind, timezone)} as {name}"
        if name in fields
        else f"null::{kind} as {name}"
        for name, kind in kinds.items()
    ]
    attributes = [f"{_attributes(mapping, columns)} as attributes"] if mapping.record == "contact" else []
    content = ", ".join(f"coalesce({column_name(name)}, {NOTHING})" for name in columns)
    parts = ["_row", *typed, *attributes, f"md5(concat_ws(chr(31), {content})) as row_hash"]
    parts += [*_problem(fields, kinds, mapping, timezone), f"{_raw(fields, columns)} as _raw"]
    return f"select {', '.join(parts)} from {table} order by _row"


def compile_contact_select(table: str, mapping: Mapping, timezone: str) -> str:
    """The contacts of a table of turns: for each field of [contact] its first value that says something."""
    kinds = RECORD_COLUMNS["contact"]
    contact_id = text_expression(mapping.fields["contact_id"])
    firsts = [
        f"any_value({typed_expression(name, each, kinds[name], timezone)} order by _row) as {name}"
        for name, each in mapping.contact.items()
    ]
    return f"select {', '.join([f'{contact_id} as contact_id', *firsts])} from {table} where {contact_id} is not null group by 1"


def _problem(fields: dict[str, Field], kinds: dict[str, str], mapping: Mapping, timezone: str) -> list[str]:
    """The first thing that is wrong with a row: its column, the value and the reason."""
    cases: list[tuple[str, str, str, str]] = []
    for name in REQUIRED_COLUMNS[mapping.record]:
        if name in fields:
            given = fields[name].column or name
            cases.append((f"{text_expression(fields[name])} is null", given, "null", "is missing"))
    for name, each in fields.items():
        if kinds[name] == "varchar" or each.column is None:
            continue
        text, typed = text_expression(each), typed_expression(name, each, kinds[name], timezone)
        cases.append(
            (f"{text} is not null and {typed} is null", each.column, text, expectation(name, each, kinds[name]))
        )
        if name == "started_at":
            cases.append(
                (f"{typed} > timezone('UTC', now()) + interval 2 days", each.column, text, "lies in the future")
            )
    if not cases:
        return ["null::varchar as _column", "null::varchar as _value", "null::varchar as _reason"]
    columns = " ".join(f"when {test} then {text_literal(column)}" for test, column, _, _ in cases)
    values = " ".join(f"when {test} then {value}" for test, _, value, _ in cases)
    reasons = " ".join(f"when {test} then {text_literal(reason)}" for test, _, _, reason in cases)
    return [f"case {columns} end as _column", f"case {values} end as _value", f"case {reasons} end as _reason"]


def _raw(fields: dict[str, Field], columns: Iterable[str]) -> str:
    """The row as it stands in the file, as JSON; whoever the customer is stays out."""
    customer = fields["customer_id"].column if "customer_id" in fields else None
    pairs = [
        f"{column_name(name)} := {text_literal(CUSTOMER_MASK) if name == customer else column_name(name)}"
        for name in columns
    ]
    return f"to_json(struct_pack({', '.join(pairs)}))::varchar" if pairs else "null::varchar"


def _attributes(mapping: Mapping, columns: Iterable[str]) -> str:
    read = {each.column for each in mapping.fields.values()}
    names = [name for name in columns if name not in read] if mapping.keeps_all_attributes else list(mapping.attributes)
    if not names:
        return "map()::map(varchar, varchar)"
    entries = ", ".join(
        f"struct_pack(k := {text_literal(name)}, v := nullif(trim({column_name(name)}), ''))" for name in names
    )
    return f"map_from_entries(list_filter([{entries}], lambda e: e.v is not null))"


def text_literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def column_name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text_expression(each: Field) -> str:
    """The field as trimmed text, null where it says nothing."""
    if each.column is None:
        return text_literal(str(each.constant))
    text = f"nullif(trim({column_name(each.column)}), '')"
    if each.before:
        text = f"nullif(trim(split_part({text}, {text_literal(each.before)}, 1)), '')"
    if each.missing:
        text = f"case when {text} in ({', '.join(map(text_literal, each.missing))}) then null else {text} end"
    if each.map:
        cases = " ".join(f"when {text_literal(given)} then {text_literal(meant)}" for given, meant in each.map.items())
        text = f"case {text} {cases} else {text} end"
    return f"coalesce({text}, {text_literal(each.default)})" if each.default is not None else text


def typed_expression(column: str, each: Field, kind: str, timezone: str) -> str:
    """The field in its column's type, null where the text does not fit it."""
    text = text_expression(each)
    if kind == "timestamp":
        return _time(text, each.format, timezone)
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
    return {"boolean": "is neither yes nor no"}.get(kind, "is not a whole number")


def _time(text: str, form: str | None, timezone: str) -> str:
    if form in TIME_FORMATS:
        scale = 1000 if form == "epoch_s" else 1
        return f"timezone('UTC', to_timestamp(try_cast({text} as double) * {scale} / 1000.0))"
    if form is None:  # ISO 8601; without an offset it is in the session's zone, which is the source's
        return f"timezone('UTC', try_cast({text} as timestamptz))"
    if "%z" in form:
        return f"timezone('UTC', try_strptime({text}, {text_literal(form)}))"
    return f"timezone('UTC', timezone({text_literal(timezone)}, try_strptime({text}, {text_literal(form)})))"


def _boolean(text: str, true: tuple[str, ...]) -> str:
    if true:
        return f"{text} in ({', '.join(map(text_literal, true))})"
    words = f"lower({text})"
    yes, no = (", ".join(map(text_literal, each)) for each in (TRUE_WORDS, FALSE_WORDS))
    return f"case when {words} in ({yes}) then true when {words} in ({no}) then false end"


def _seconds(text: str, unit: str) -> str:
    if unit == "hh:mm:ss":
        seconds = f"case when {text} like '%:%' then epoch(try_cast({text} as interval)) end"
    else:
        seconds = f"try_cast({text} as double) * {SECONDS_UNITS[unit]}"
    return f"case when {seconds} >= 0 then {seconds} end"
