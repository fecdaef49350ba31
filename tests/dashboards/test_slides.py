"""Slides: what fits, which charts can be edited, and what a spreadsheet behind one may not calculate."""

import io
import zipfile
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Pt

from dashboards.reports import slides
from dashboards.reports.deck import fitting, same_bytes

MADE = datetime(2026, 3, 4, 4, 0, tzinfo=UTC)
LONG = "the parcel came late again and nobody at the desk could say where it was or when it would come "


def days(count: int) -> dict:
    dates = [f"{datetime(2026, 1, 1) + timedelta(days=day):%Y-%m-%d}" for day in range(count)]
    measures = [
        {"label": label, "values": [None, *map(float, range(1, count))], "written": "count", "is_drawn": True}
        for label in ("Contacts", "Expected", "Expected from", "Expected to")
    ]
    behind = {"kind": "days", "axis": {"label": "Day", "values": dates}, "measures": measures}
    return {"title": "Contacts a day", "alt": "Line of contacts", "note": "", "behind": behind}


def bars(*names: str) -> dict:
    measures = [
        {"label": label, "values": [3.0] * len(names), "written": "decimal", "is_drawn": is_drawn}
        for label, is_drawn in (("Expected", True), ("Contacts", True), ("Share", False))
    ]
    behind = {"kind": "bars", "axis": {"label": "Slice", "values": list(names)}, "measures": measures}
    return {"title": "NorthStar holds most", "alt": "Bars of slices", "note": "", "behind": behind}


def document(**changed: object) -> dict:
    quote = {"text": "It came broken.", "source": "Chat, Sun 1 Mar", "id": "shop:1, turn 1"}
    turns = [
        {"speaker": "Customer", "text": "It came broken.", "is_quoted": True},
        {"speaker": "Agent", "text": "Sorry.", "is_quoted": False},
    ]
    return {
        "language": "en",
        "title": "Damaged shipment: 156 contacts.",
        "kicker": "Brief for Logistics",
        "period": "Tue 3 Mar 2026",
        "box": [{"label": "What", "text": "Goods arrived broken."}],
        "chart": days(20),
        "driver_sentence": "NorthStar holds the excess.",
        "drivers": bars("NorthStar in the South"),
        "phrases": None,
        "quotes": [quote] * 10,
        "excerpts": [{"source": "Chat", "id": "shop:1", "turns": turns}],
        "actions": ["“Pad the boxes”: live since Fri 20 Feb."],
        "watch": ["It is solved below 19 a day."],
        "definitions": [{"term": "Excess", "text": "Contacts above expected."}],
        "coverage": ["All contacts."],
        "imprint": "Made from run 1 by model m1.",
        "run_id": "run-1",
        "made": "Wed 4 Mar 2026",
        **changed,
    }


def deck(**changed: object):
    return Presentation(io.BytesIO(slides.brief(document(**changed), MADE)))


def charts_of(presentation) -> list:
    return [shape.chart for slide in presentation.slides for shape in slide.shapes if shape.has_chart]


def test_charts_are_the_offices_own_with_their_numbers_as_given():
    course, driver = charts_of(deck())

    assert course.chart_type == XL_CHART_TYPE.LINE and driver.chart_type == XL_CHART_TYPE.BAR_CLUSTERED
    assert [series.name for series in course.plots[0].series] == [
        "Contacts",
        "Expected",
        "Expected from",
        "Expected to",
    ]
    assert list(course.plots[0].series[0].values)[:3] == [None, 1.0, 2.0]
    assert [series.name for series in driver.plots[0].series] == ["Expected", "Contacts"]


def test_every_slide_has_a_title_notes_and_its_run_and_every_chart_says_what_it_shows():
    for slide in deck().slides:
        assert slide.shapes.title.text_frame.text
        assert "Made from run 1 by model m1." in slide.notes_slide.notes_text_frame.text
        assert any("run-1" in shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape._element.nvGraphicFramePr.cNvPr.get("descr")


def test_nothing_stands_outside_a_slide_however_long_the_words():
    quote = {"text": LONG * 3, "source": "Chat, Sun 1 Mar", "id": "shop:1, turn 1"}
    turns = [{"speaker": "Customer", "text": (LONG * 3)[:220], "is_quoted": True}] * 6
    presentation = deck(
        title=LONG * 2,
        box=[{"label": "What", "text": LONG}] * 8,
        quotes=[quote] * 11,
        excerpts=[{"source": "Chat", "id": "shop:1", "turns": turns}] * 3,
        drivers=bars(*(f"slice {number}" for number in range(5))),
    )

    for slide in presentation.slides:
        for shape in slide.shapes:
            assert shape.left >= 0 and shape.left + shape.width <= presentation.slide_width
            assert shape.top >= 0 and shape.top + shape.height <= presentation.slide_height + Pt(1), (
                shape.text_frame.text
            )


@pytest.mark.parametrize("hostile", ["=cmd()", "+1", "-1", "@x", "{=1}", "https://evil.example", "mailto:a@b.example"])
def test_the_table_behind_a_chart_takes_no_label_for_a_formula_or_a_link(hostile):
    package = zipfile.ZipFile(io.BytesIO(slides.brief(document(drivers=bars(hostile)), MADE)))
    books = [
        openpyxl.load_workbook(io.BytesIO(package.read(name))) for name in package.namelist() if name.endswith(".xlsx")
    ]
    cells = [cell for book in books for row in book.active for cell in row]

    assert any(str(cell.value).endswith(hostile) for cell in cells)
    assert not any(cell.data_type == "f" or cell.hyperlink for cell in cells)


def test_a_brief_without_chart_driver_quotes_or_transcripts_is_still_a_deck():
    said = " ".join(
        slide.shapes.title.text_frame.text for slide in deck(chart=None, drivers=None, quotes=[], excerpts=[]).slides
    )

    assert "Damaged shipment" in said and "In customers' words" not in said and "conversations" not in said


def test_words_are_set_in_the_largest_size_in_which_they_fit():
    assert fitting(["short"], 200, 40, (20, 10)) == 20
    assert fitting([LONG], 200, 80, (20, 10)) == 10


def test_a_package_holds_the_runs_time_alone():
    first, second = slides.brief(document(), MADE), slides.brief(document(), MADE)
    package = zipfile.ZipFile(io.BytesIO(first))

    assert first == second == same_bytes(first, MADE)
    assert {entry.date_time for entry in package.infolist()} == {(2026, 3, 4, 4, 0, 0)}
    assert b"2026-03-04T04:00:00Z" in package.read("docProps/core.xml")
