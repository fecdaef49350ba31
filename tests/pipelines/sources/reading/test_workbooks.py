"""Workbooks: the rows of an Excel sheet come out as the texts that a CSV would hold."""

from __future__ import annotations

import io
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import openpyxl
import pytest

from pipelines.sources.reading.opening import Limits, UnreadableFileError
from pipelines.sources.reading.workbooks import read_workbook


def workbook(*rows: list[Any], title: str = "Calls", time_format: str = "", **more: list[list[Any]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, content in {title: rows, **more}.items():
        sheet = book.create_sheet(name)
        for row in content:
            sheet.append(row)
    if time_format:
        book.worksheets[0]["A2"].number_format = time_format
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def first_row(*values: Any) -> list[str]:
    read = read_workbook(workbook([f"c{number}" for number in range(len(values))], list(values)))
    return list(read.table.drop_columns(["_row"]).to_pylist()[0].values())


def test_values_become_the_texts_that_a_csv_would_hold():
    values = ["007", 12, 3.0, 2.5, 0.1 + 0.2, 34_600_123_456.0, True, None, "señal\nnueva", "#N/A"]

    assert first_row(*values) == ["007", "12", "3", "2.5", "0.3", "34600123456", "true", "", "señal\nnueva", ""]


def test_times_become_iso_text_and_durations_hours_minutes_seconds():
    day, moment = date(2026, 3, 1), datetime(2026, 3, 1, 9, 30, 5)

    assert first_row(day, moment, time(0, 4, 7), timedelta(hours=30, seconds=9)) == [
        "2026-03-01",
        "2026-03-01T09:30:05",
        "00:04:07",
        "30:00:09",
    ]


def test_a_time_of_day_past_midnight_is_a_duration():
    read = read_workbook(workbook(["talk"], [1 + 2 / 24], time_format="hh:mm:ss"))

    assert read.table["talk"].to_pylist() == ["26:00:00"]


def test_the_header_is_the_first_row_with_something_in_it_and_empty_rows_count():
    read = read_workbook(
        workbook([], [None, None], [" id ", "text", None], ["1", "a"], [None], ["2"], ["3", "b", None, "x"])
    )

    assert read.table.to_pylist() == [{"id": "1", "text": "a", "_row": 3}, {"id": "2", "text": "", "_row": 5}]
    assert [(each.row, each.reason) for each in read.broken] == [(6, "the row has 4 columns, the header 2")]


def test_the_named_sheet_is_read_and_an_unknown_one_lists_the_others():
    content = workbook(["a"], ["1"], title="Summary", Calls=[["id"], ["c1"]])

    assert read_workbook(content).table.column_names == ["a", "_row"]
    assert read_workbook(content, "calls ").table["id"].to_pylist() == ["c1"]
    with pytest.raises(UnreadableFileError, match=r'no sheet "Agents"\. Its sheets: Summary, Calls'):
        read_workbook(content, "Agents")


def test_duplicate_names_are_made_unique_and_noted():
    read = read_workbook(workbook(["id", "ID", None, "x"], ["1", "2", None, "3"]))

    assert read.table.column_names == ["id", "ID_2", "x", "_row"]
    assert len(read.notes) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel workbook"),
        (b"id,text\n1,a\n", "not an Excel workbook"),
        (workbook(["id"], ["1"])[:-60], "not an Excel workbook"),
        (workbook(), "sheet is empty"),
    ],
)
def test_what_is_no_workbook_says_what_to_do(content: bytes, reason: str):
    with pytest.raises(UnreadableFileError, match=rf"{reason}.*Save it in Excel as .xlsx"):
        read_workbook(content)


def test_a_workbook_over_the_limit_is_refused_before_it_is_unpacked():
    with pytest.raises(UnreadableFileError, match=r"The workbook holds .* file_mb under \[limits\] in voc.toml"):
        read_workbook(workbook(["id"], ["1"]), limits=Limits(file_bytes=1000))


def test_a_damaged_workbook_is_refused_not_a_crash():
    content = workbook(["id", "text"], *([str(number), "a"] for number in range(50)))

    for position in range(30, len(content), 37):
        damaged = content[:position] + bytes([content[position] ^ 0x55]) + content[position + 1 :]
        with suppress(UnreadableFileError):
            assert read_workbook(damaged).table.column_names[-1] == "_row"


def test_a_workbook_that_asks_for_a_newer_kind_of_zip_is_refused_not_a_crash():
    content = bytearray(workbook(["id"], ["1"]))
    content[content.index(b"PK\x01\x02") + 6] = 99  # the version that is needed to unpack it

    with pytest.raises(UnreadableFileError, match="not an Excel workbook"):
        read_workbook(bytes(content))
