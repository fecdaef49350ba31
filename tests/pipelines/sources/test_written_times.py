"""Times as people and spreadsheets write them, in English and Spanish."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from pipelines.sources.times import time_expression


def read(text: str, day_first: bool = True) -> datetime | None:
    with duckdb.connect() as memory:
        memory.execute("set TimeZone = 'UTC'")
        ((moment,),) = memory.execute(
            f"select {time_expression('given', None, 'UTC', day_first)} from (select ? as given)", [text]
        ).fetchall()
    return moment


@pytest.mark.parametrize(
    "text",
    [
        "3 de marzo de 2026",
        "03 de Marzo del 2026",
        "martes, 3 de marzo de 2026",
        "03-mar-2026",
        "03-mar.-2026",
        "3 mar. 2026",
        "03/mar/2026",
        "03-mar-26",
        "3 mar 2026",
        "Mar 3, 2026",
        "March 3 2026",
        "3/3/26",
        "3-3-26 00:00",
        "marzo 3, 2026",
    ],
)
def test_a_day_is_the_same_in_both_languages(text: str):
    assert read(text) == datetime(2026, 3, 3)


def test_every_month_is_known_by_its_name_and_its_short_form():
    names = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio"]
    names += ["agosto", "septiembre", "octubre", "noviembre", "diciembre"]

    for number, name in enumerate(names, 1):
        assert [read(f"7 de {name} de 2025"), read(f"07-{name[:3]}-2025")] == [datetime(2025, number, 7)] * 2
    assert read("7 de setiembre de 2025") == read("7 sept. 2025") == datetime(2025, 9, 7)


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("3/3/2026 10:15 p. m.", 22),
        ("3/3/2026, 10:15:00\u00a0p.\u00a0m.", 22),
        ("3/3/2026 10:15 a.m.", 10),
        ("3/3/2026 12:15 A. M.", 0),
        ("3/3/2026 10:15pm", 22),
        ("3 de marzo de 2026 a las 10:15 p. m.", 22),
        ("03-mar-2026 22:15", 22),
        ("3 de marzo de 2026, 22:15:00", 22),
    ],
)
def test_a_clock_says_its_half_of_the_day_in_both_languages(text: str, hour: int):
    assert read(text) == datetime(2026, 3, 3, hour, 15)


@pytest.mark.parametrize("text", ["3 de nada de 2026", "marzo", "31 de febrero de 2026", "p. m.", "ayer", "3-3"])
def test_what_is_no_moment_is_none(text: str):
    assert read(text) is None
