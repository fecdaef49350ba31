"""Charts and tables leave the screen as pictures and rows, made when they are fetched, and who fetched them is kept."""

import io
from datetime import date, timedelta

import pandas as pd
import pytest

from dashboards import charts, taking
from dashboards.access import Reader
from pipelines.settings import load_settings
from pipelines.workspace import open_workspace
from pipelines.workspace.audit import read_events
from tests.dashboards.test_pages import PAGES, open_page

ANA = Reader("Ana", "ana@example.org", "analyst")
DRIVERS = pd.DataFrame(
    {
        "slice_label": ["carrier NorthStar", "=cmd|' /C calc'!A0"],
        "excess_count": [98, 12],
        "share_of_excess": [0.83, 0.1],
    }
)
BELOW = "Data to Tue 3 Mar 2026, run of Wed 4 Mar 2026, 05:12 UTC. Only carrier NorthStar."


@pytest.fixture
def take(shown, published):
    """A function that fetches a chart as Ana in a theme."""
    shown(published)

    def fetch(kind: str, palette: charts.Palette = charts.LIGHT) -> bytes:
        drawn = charts.driver_bars(DRIVERS, palette)
        return taking.make(drawn, "83 % of the excess is carrier NorthStar.", BELOW, "spike-drivers", kind, ANA)

    return fetch


def test_the_rows_of_a_chart_are_those_that_it_was_drawn_of_and_no_formula(take):
    rows = pd.read_csv(io.BytesIO(take("csv")))

    assert rows["excess_count"].tolist() == [98, 12]
    assert rows["slice_label"].tolist() == ["carrier NorthStar", "'=cmd|' /C calc'!A0"]


def test_a_column_that_fits_no_cell_is_left_out_of_the_rows(take):
    drawn = charts.driver_bars(DRIVERS.assign(course=[[1, 2], [3, 4]]))

    assert b"course" not in taking.make(drawn, "", "", "drivers", "csv", ANA)


def test_a_picture_says_its_finding_and_where_it_is_from(take):
    svg = take("svg").decode()

    for words in (
        "83 % of the excess is carrier NorthStar.",
        "run of Wed 4 Mar 2026",
        "Only carrier NorthStar.",
        "+98",
    ):
        assert words in svg


def test_a_picture_from_the_dark_theme_is_for_paper_all_the_same(take):
    dark, light = take("svg", charts.DARK).decode(), take("svg", charts.LIGHT).decode()

    assert charts.DARK.ink not in dark and charts.DARK.paper not in dark
    assert charts.LIGHT.ink in dark and charts.LIGHT.paper in dark
    assert dark.count("<path") == light.count("<path")


def test_a_picture_is_a_png_that_is_sharp_on_a_slide(take):
    png = take("png")

    assert png.startswith(b"\x89PNG")
    assert int.from_bytes(png[16:20], "big") > 1280


def test_who_takes_a_chart_is_kept_and_who_does_not_leaves_no_trace(take, tmp_path):
    take("png")
    take("csv")

    with open_workspace(load_settings(tmp_path / "voc.toml")) as workspace:
        kept = read_events(workspace, date.today() - timedelta(days=1), date.today() + timedelta(days=1))
    assert kept[["who", "event_code", "subject"]].values.tolist() == [
        ["ana@example.org", "exported", "spike-drivers.csv: chart, 2 rows"],
        ["ana@example.org", "exported", "spike-drivers.png: chart, 2 rows"],
    ]


@pytest.mark.parametrize("name", PAGES)
def test_every_chart_and_every_table_of_a_page_can_be_taken_along(shown, published, name):
    shown(published)

    page = open_page(name)

    buttons = [each.proto.label for each in page.get("download_button")]
    charts_there = len(page.get("vega_lite_chart"))
    assert buttons.count("PNG") == buttons.count("SVG") == charts_there
    assert buttons.count("CSV") == charts_there + len(page.dataframe) + html_tables(page)


def html_tables(page) -> int:
    """Those that are drawn as HTML, for their courses and definitions."""
    return sum(str(getattr(each.proto, "body", "")).count("<table") for each in page.get("html"))
