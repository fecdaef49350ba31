"""Workbooks: which rows does an Excel file hold?"""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pyarrow as pa
from openpyxl.utils.datetime import WINDOWS_EPOCH
from openpyxl.workbook import Workbook

from pipelines.sources.reading.delimited import Delimited, unique_names, without_empty_unnamed
from pipelines.sources.reading.opening import DEFAULT_LIMITS, BrokenRow, Limits, UnreadableFileError, require_within
from pipelines.sources.reading.quoting import BATCH_ROWS, Layout, fit, table_of

OLD_WORKBOOK = b"\xd0\xcf\x11\xe0"
ADVICE = "Save it in Excel as .xlsx, or as CSV (UTF-8)."
LONGEST_DURATION = timedelta(days=60)  # a date within these days of the calendar's start is a duration past midnight
PRECISE_DIGITS = 15  # as many as Excel keeps

Rows = Iterator[tuple[int, list[str]]]


def read_workbook(data: bytes, sheet: str | None = None, limits: Limits = DEFAULT_LIMITS) -> Delimited:
    """The rows of one sheet, the first that is shown or the named one; `_row` is the sheet's row number minus 1.

    Raises:
        UnreadableFileError: it is no .xlsx workbook, is too large, or has no such sheet or no header.
    """
    _require_workbook(data, limits)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and extensions, which hold no rows
            workbook = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            try:
                return _read_rows(_texts(_find_sheet(workbook, sheet), workbook.epoch))
            finally:
                workbook.close()
    except UnreadableFileError:
        raise
    except Exception as error:  # openpyxl fails in many ways on a damaged workbook
        raise UnreadableFileError(f"It is a damaged Excel workbook ({type(error).__name__}). {ADVICE}") from error


def _require_workbook(content: bytes, limits: Limits) -> None:
    if content.startswith(OLD_WORKBOOK):
        raise UnreadableFileError(f"It is an old Excel workbook (.xls), or one with a password. {ADVICE}")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableFileError(f"It is not an Excel workbook (.xlsx). {ADVICE}") from error
    require_within("The workbook", size, limits.file_bytes, "file_mb")


def _find_sheet(workbook: Workbook, sheet: str | None) -> Any:
    sheets = {each.title.strip().casefold(): each for each in workbook.worksheets}
    if not sheets:
        raise UnreadableFileError(f"It has no sheet with cells. {ADVICE}")
    if sheet is None:
        return next((each for each in sheets.values() if each.sheet_state == "visible"), workbook.worksheets[0])
    if sheet.strip().casefold() not in sheets:
        names = ", ".join(each.title for each in workbook.worksheets)
        raise UnreadableFileError(f'It has no sheet "{sheet}". Its sheets: {names}. Correct sheet in the mapping.')
    return sheets[sheet.strip().casefold()]


def _texts(sheet: Any, epoch: datetime) -> Rows:
    """Row number (from 1) and texts of each row in which something stands."""
    sheet.reset_dimensions()  # what a sheet states about its own size is often wrong
    for number, cells in enumerate(sheet.iter_rows(), 1):
        texts = ["" if cell.data_type == "e" else cell_text(cell.value, epoch) for cell in cells]
        if any(texts):
            yield number, texts


def _read_rows(texts: Rows) -> Delimited:
    number, header = next(texts, (0, []))
    if not header:
        raise UnreadableFileError(f"Its sheet is empty. Name the right one with sheet in the mapping. {ADVICE}")
    while not header[-1].strip():
        header.pop()
    names, unnamed, notes = unique_names(header)
    layout = Layout(tuple(names), "", number)
    tables: list[pa.Table] = []
    broken: list[BrokenRow] = []
    fields: list[list[str]] = []
    rows: list[int] = []
    for number, row in texts:
        fitted, reason = fit(row + [""] * (len(names) - len(row)), layout)
        if fitted is None:
            broken.append(BrokenRow(number - 1, ",".join(row), reason))
            continue
        fields.append(fitted)
        rows.append(number - 1)
        if len(rows) == BATCH_ROWS:
            tables.append(table_of(fields, rows, layout))
            fields, rows = [], []
    table, more_notes = without_empty_unnamed(pa.concat_tables([*tables, table_of(fields, rows, layout)]), unnamed)
    return Delimited(table, tuple(broken), (*notes, *more_notes))


def cell_text(value: object, epoch: datetime = WINDOWS_EPOCH) -> str:
    """The value of a cell as text: dates and times as ISO 8601, durations as hh:mm:ss, numbers without a trailing .0."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else format(value, f".{PRECISE_DIGITS}g")
    if isinstance(value, datetime) and abs(value - epoch) < LONGEST_DURATION:
        is_day_late = epoch == WINDOWS_EPOCH  # Excel counts a 29 February 1900, and openpyxl around it
        return _duration_text(value - epoch - timedelta(days=is_day_late))
    if isinstance(value, timedelta):
        return _duration_text(value)
    if isinstance(value, datetime):
        return value.isoformat() if value.time() != time() else value.date().isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("_x000D_", "").replace("\r\n", "\n")


def _duration_text(duration: timedelta) -> str:
    seconds = round(duration.total_seconds())
    sign, seconds = ("-", -seconds) if seconds < 0 else ("", seconds)
    return f"{sign}{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"
