"""Times: which moment does a vendor's text mean?

Texts without an offset are in the zone of their source. Whether 03/04 is the third of April is decided once for a file,
by its other dates. In the hour that the clocks repeat, a time is in the first pass unless the rows around it (in a file
that is otherwise sorted), or the start of the same contact, say that the second had begun.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

import duckdb

from pipelines.sources.literals import literals, text_literal

EPOCHS = {"epoch_s": "1000000", "epoch_ms": "1000", "epoch_us": "1"}
FIRST_US, LAST_US = -62_135_596_800_000_000, 253_402_300_799_999_999  # the years 1 to 9999
CUT_FROM_US, CUT_UNTIL_US = -62_135_510_400_000_000, -59_011_459_200_000_001  # years of two digits taken for whole ones
OLDEST = "1990-01-01"
SKIPPED = ("", "\\d+[/.-]")
SLASHED = r"^\s*\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
CLOCKS = ("%H:%M:%S", "%H:%M", "%I:%M:%S %p", "%I:%M %p", "%H:%M:%S.%f")
# The rows at which the clock turned back, or forth in a file that begins with its newest row: where it did so once.
SECOND_PASS = """
steps as (
    select *, sign(epoch(moment) - lag(epoch(moment)) over (partition by _file order by _row)) as step from local
)
select
    _file,
    case when count(*) filter (step < 0) = 1 then min(_row) filter (step < 0) else min(_row) end as since,
    case when count(*) filter (step < 0) = 1 then max(_row) else min(_row) filter (step > 0) - 1 end as until
from steps
group by _file
having
    (count(*) filter (step < 0) = 1 and bool_or(step > 0) and bool_or(step < 0 and is_inside))
    or (count(*) filter (step < 0) > 1 and count(*) filter (step > 0) = 1 and bool_or(step > 0 and is_inside))
"""
MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
# What people and spreadsheets write, and how the formats below have it; the text is in small letters.
SPELLINGS = (
    (r"(\d)[\s\x{a0}\x{202f}]*([ap])[.\s\x{a0}\x{202f}]*m\b\.?", r"\1 \2m"),  # 10:15 p. m.
    (r"^(?:lunes|martes|mi[eé]rcoles|jueves|viernes|s[aá]bado|domingo)\W+", ""),
    (r"\s+(?:del?|a las?)\s+", " "),  # 3 de marzo de 2026 a las 10:15
    (r"\bene(?:ro)?\b", "jan"),
    (r"\babr(?:il)?\b", "apr"),
    (r"\bago(?:sto)?\b", "aug"),
    (r"\bset(?:iembre)?\b", "sep"),
    (r"\bdic(?:iembre)?\b", "dec"),
    (r"\b(feb|mar|may|jun|jul|sep|oct|nov)(?:rero|zo|o|io|t|tiembre|ubre|iembre)\b", r"\1"),
    (rf"(\d)[-/ ]+({MONTHS})\b\.?[-/ ]+(\d)", r"\1 \2 \3"),  # 03-mar.-2026
)
WRITTEN_DAYS = ("%d %b %Y", "%b %d %Y", "%d %B %Y", "%B %d %Y", "%a %d %b %Y", "%d-%b-%Y", "%a %b %d %Y")


def time_expression(text: str, form: str | None, timezone: str, day_first: bool) -> str:
    """The SQL of a text's moment in UTC, null where it is no time. Without an offset ISO is in the session's zone."""
    if form in EPOCHS:
        return _epoch(f"try_cast({text} as double)", EPOCHS[form])
    if form == "epoch":
        number = f"try_cast({text} as double)"
        return _epoch(number, f"(case when {number} < 1e11 then 1000000 when {number} < 1e14 then 1000 else 1 end)")
    if form is not None:
        moment = f"try_strptime({text}, {text_literal(form)})"
        return _utc(moment) if "%z" in form.lower() else _local(moment, timezone)
    spellings = (text, _respelled(text))  # the second is looked at where the first says nothing
    written = ", ".join(_written(text, each, timezone, day_first) for each in spellings)
    iso = f"epoch_us(try_cast({text} as timestamptz))"
    is_cut = f"{iso} between {CUT_FROM_US} and {CUT_UNTIL_US}"
    return f"coalesce(case when {is_cut} then null else {_moment(iso)} end, {written})"


def _epoch(number: str, scale: str) -> str:
    return _moment(f"round({number} * {scale})")


def _utc(moment: str) -> str:
    return _moment(f"epoch_us({moment})")


def _moment(microseconds: str) -> str:
    """The moment, null outside the years that Python's datetime knows."""
    return f"make_timestamp(case when {microseconds} between {FIRST_US} and {LAST_US} then {microseconds}::bigint end)"


def _local(moment: str, timezone: str) -> str:
    return _utc(f"timezone({text_literal(timezone)}, {moment})")


def _written(text: str, spelled: str, timezone: str, day_first: bool) -> str:
    """Dates such as 3/4/2026 10:15 PM and 27 Oct 2026 14:51, in the order that the file's dates have."""
    days = f"regexp_replace({spelled}, '^\\s*(\\d{{1,2}})[/.-](\\d{{1,2}})[/.-](\\d{{2,4}})', '\\1/\\2/\\3')"
    years = f"regexp_replace({days}, '^(\\d+/\\d+/|\\d+[- ]\\pL+[- ])(\\d\\d)([ T,]|$)', '\\120\\2\\3')"
    plain = f"replace(replace({years}, ',', ''), 'T', ' ')"
    slashed = "%d/%m/%Y" if day_first else "%m/%d/%Y"
    forms = [f"{day} {clock}" for day in (slashed, *WRITTEN_DAYS) for clock in CLOCKS] + [slashed, *WRITTEN_DAYS]
    listed = literals(forms)
    return f"case when {text} is not null then {_local(f'try_strptime({plain}, [{listed}])', timezone)} end"


def _respelled(text: str) -> str:
    """Dates and clocks as Spanish and spreadsheets have them, such as 3 de marzo de 2026 10:15 p. m."""
    respelled = f"lower({text})"
    for pattern, meant in SPELLINGS:
        respelled = f"regexp_replace({respelled}, {text_literal(pattern)}, {text_literal(meant)}, 'g')"
    return respelled


@dataclass(frozen=True)
class _Slashed:
    """The dates such as 03/04/2026 of one column of a file: the greatest first and second number, and one of them."""

    name: str
    first: int
    second: int
    example: str

    @property
    def is_day_first(self) -> bool | None:
        return self.first > 12 if (self.first > 12) != (self.second > 12) else None

    def doubt(self, label: str, is_day_first: bool) -> str:
        why = (
            "dates of both orders stand in one column" if self.first > 12 else f'"{self.example[:10]}" has two meanings'
        )
        order = "day/month" if is_day_first else "month/day"
        return f'{label}: {why}: read as {order}; write date_order = "dmy" or "mdy" into the source to decide'


def date_orders(
    memory: duckdb.DuckDBPyConnection, places: dict[str, str], labels: dict[str, str], preferred: str | None
) -> dict[int, tuple[frozenset[str], list[str]]]:
    """For each file of `given` with slashed dates: the columns that name the day first, and a note on each left in doubt.

    A column whose own dates do not tell follows the others of its file.

    Args:
        places: column of voc -> its column of `given`.
        labels: column of voc -> its name in the export.
        preferred: "dmy" or "mdy" where the source says so; it decides alone.
    """
    files: dict[int, list[_Slashed]] = {}
    for name, place in places.items():
        first, second = (
            f"try_cast(regexp_extract({place}, '^\\s*{skipped}(\\d+)', 1) as integer)" for skipped in SKIPPED
        )
        rows = memory.execute(
            f"select _file, max({first}), max({second}), min({place}) from given"
            f" where regexp_matches({place}, {text_literal(SLASHED)}) group by _file"
        ).fetchall()
        for file, *extremes in rows:
            files.setdefault(file, []).append(_Slashed(name, *extremes))
    return {file: _order(columns, labels, preferred) for file, columns in files.items()}


def _order(columns: list[_Slashed], labels: dict[str, str], preferred: str | None) -> tuple[frozenset[str], list[str]]:
    if preferred:
        return frozenset(each.name for each in columns if preferred == "dmy"), []
    told = {each.is_day_first for each in columns} - {None}
    is_usual = told == {True}
    is_first = {each.name: is_usual if each.is_day_first is None else each.is_day_first for each in columns}
    doubtful = [each for each in columns if each.is_day_first is None and (len(told) != 1 or each.first > 12)]
    notes = [each.doubt(labels[each.name], is_first[each.name]) for each in doubtful]
    return frozenset(name for name, is_it in is_first.items() if is_it), notes


@cache
def repeated_hours(timezone: str, first_year: int, last_year: int) -> tuple[tuple[datetime, datetime], ...]:
    """The moments (UTC, without zone) between which local times pass for the second time: from, to."""
    zone, utc = ZoneInfo(timezone), ZoneInfo("UTC")

    def offset(moment: datetime) -> timedelta:
        return moment.replace(tzinfo=utc).astimezone(zone).utcoffset() or timedelta()

    first_day, days = datetime(first_year, 1, 1), (date(last_year + 1, 1, 1) - date(first_year, 1, 1)).days
    offsets = [offset(first_day + timedelta(days=day)) for day in range(days + 1)]
    found = []
    for day, (before, after) in enumerate(pairwise(offsets)):
        for hour in range(24) if before != after else ():
            moment = first_day + timedelta(days=day, hours=hour + 1)
            turned = offset(moment - timedelta(hours=1)) - offset(moment)
            if turned > timedelta():
                found.append((moment, moment + turned))
    return tuple(found)


def settle_repeated_hours(
    memory: duckdb.DuckDBPyConnection, table: str, times: dict[str, str], timezone: str
) -> str | None:
    """Move times of a repeated hour to its first pass where nothing says that they were in the second; note how many.

    DuckDB reads such a local time as the second pass.

    Args:
        times: typed column -> its text, for the columns of `table` that hold times without an offset.
    """
    real = "filter (where {0} between timestamp '" + OLDEST + "' and timezone('UTC', now()) + interval 2 days)"
    bounds = ", ".join(f"min({name}) {real.format(name)}, max({name}) {real.format(name)}" for name in times)
    values = [each for each in memory.execute(f"select {bounds} from {table}").fetchall()[0] if each is not None]
    if not values:
        return None
    moved = 0
    for start, end in repeated_hours(timezone, min(values).year, max(values).year):
        if min(values) < end and max(values) >= start:
            moved += _settle(memory, table, times, timezone, (start, end))
    return f"{moved} times in the hour that the clocks repeat are read as its first pass" if moved else None


def _settle(
    memory: duckdb.DuckDBPyConnection,
    table: str,
    times: dict[str, str],
    timezone: str,
    passed: tuple[datetime, datetime],
) -> int:
    start, end = passed
    length = f"interval {int((end - start).total_seconds())} seconds"
    inside = {
        name: f"({name} >= timestamp '{start}' and {name} < timestamp '{end}'"
        f" and not regexp_matches({text}, '(?i)(z|utc|gmt|[+-]\\d\\d:?\\d\\d)$'))"
        for name, text in times.items()
    }
    first, *others = times
    memory.execute(
        f"create or replace temp table second_pass as"
        f" with local as (select _file, _row, timezone({text_literal(timezone)}, timezone('UTC', {first})) as moment,"
        f" {inside[first]} as is_inside from {table} where {first} is not null),"
        f" {SECOND_PASS}"
    )
    is_second = (
        f"exists (from second_pass as turned where turned._file = {table}._file"
        f" and {table}._row between turned.since and turned.until)"
    )
    moved = memory.execute(
        f"update {table} set {first} = {first} - {length} where {inside[first]} and not {is_second}"
    ).fetchall()[0][0]
    for name in others:
        earlier = f"{name} - {length}"
        memory.execute(
            f"update {table} set {name} = {earlier} where {inside[name]} and ({first} is null or {earlier} >= {first})"
        )
    return moved
