"""A number is the same on every page, in the table that is downloaded, and in the report, for the same week and department."""

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import access, components, contacts, marts, sentences
from dashboards.contacts import Search
from dashboards.export import to_csv
from dashboards.performance import numbers
from dashboards.publication import connect, find
from dashboards.reports import trend
from dashboards.reports.facts import TrendFacts, trend_facts
from dashboards.view import View

pytestmark = pytest.mark.slow

DEPARTMENT = "logistics"
WEEK = View(date(2026, 2, 25), date(2026, 3, 3), date(2026, 2, 18), date(2026, 2, 24), departments=(DEPARTMENT,))


@pytest.fixture
def facts(shown, published) -> TrendFacts:
    shown(published)
    with connect(str(published)) as con:
        return trend_facts(con, DEPARTMENT)


def open_page(name: str) -> AppTest:
    app = AppTest.from_string("from dashboards.app import main\nmain()", default_timeout=60)
    app.query_params["department"] = DEPARTMENT
    app.query_params["period"] = "Last 7 days"
    app.run()
    return app if name == "overview" else app.switch_page(str(components.page_path(name))).run()


def html_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def tile_of(html: str, label: str) -> str:
    tile = re.search(rf"<h2>{re.escape(label)}</h2>.*?</section>", html)
    assert tile, f"no tile says {label}"
    return words_of(tile[0].split("voc-tile-value", 1)[1]).removeprefix('">').strip()


@pytest.mark.parametrize("code", ["contacts", "agent_hours", "csat"])
def test_a_tile_says_what_the_weekly_report_says(facts, code):
    kpi = facts.kpi(code)
    value = kpi["value"]
    wanted = (
        sentences.format_count(value)
        if kpi["unit"] in ("count", "hours")
        else sentences.format_value(value, kpi["unit"], int(kpi["n"]))
    )

    assert tile_of(html_of(open_page("overview")), kpi["kpi_label"]).startswith(wanted)


def test_the_performance_page_has_the_reports_kpis(facts):
    worked = numbers.measured(find(), access.scope(), WEEK)

    for code in ("contacts", "agent_hours", "handle_time", "csat", "service_level"):
        kpi = facts.kpi(code)
        assert worked[code].value == pytest.approx(kpi["value"]), code
        assert not worked[code].is_rate or worked[code].count == kpi["n"], code


def test_reasons_downloads_and_the_workbook_have_the_same_rows(facts, published, tmp_path: Path):
    app = open_page("reasons")
    shown = next(table.value for table in app.dataframe if "agent_hours" in table.value)
    of_reasons = shown[shown["label"].str.startswith("\u2003")]
    downloaded = pd.read_csv(BytesIO(to_csv(of_reasons)), encoding="utf-8-sig")
    book = next(path for path in trend.make(published, DEPARTMENT, tmp_path) if path.suffix == ".xlsx")
    sheet = openpyxl.load_workbook(book)["Reasons"]
    in_book = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True)}

    on_page = dict(zip(of_reasons["label"].str.strip(), of_reasons["contact_count"], strict=True))
    in_file = dict(zip(downloaded["label"].str.strip(), downloaded["contact_count"], strict=True))
    in_report = facts.reasons.set_index("reason_label")["contacts"].to_dict()
    assert len(on_page) == 3
    assert on_page == in_file == in_report == in_book


def test_the_hours_of_the_reasons_are_those_of_the_report(facts):
    app = open_page("reasons")
    shown = next(table.value for table in app.dataframe if "agent_hours" in table.value)
    of_reasons = shown[shown["label"].str.startswith("\u2003")]

    hours = dict(zip(of_reasons["label"].str.strip(), of_reasons["agent_hours"], strict=True))

    assert hours == pytest.approx(facts.reasons.set_index("reason_label")["hours"].to_dict())


def test_the_contacts_that_a_filter_lists_are_those_that_kpis_sum(shown, published):
    shown(published)
    view = View(WEEK.start, WEEK.end, WEEK.compare_start, WEEK.compare_end, carriers=("NorthStar",))

    summed = marts.daily(view)
    inside = summed[summed["contact_date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))]

    listed = int(contacts.count_by_day(view, Search())["contact_count"].sum())
    assert listed == inside["contact_count"].sum() == numbers.measured(find(), access.scope(), view)["contacts"].value
