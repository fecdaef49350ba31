"""Where a line counts something else than before, it says so: on screens and in reports, from the same words."""

from datetime import date

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import charts, components, redefinitions
from dashboards.reports import brief, trend

pytestmark = pytest.mark.slow

SAID = "Tue 17 Feb: Damaged shipment: Merged from Broken goods and Wet goods."
CHANGED = """
    insert into marts.reason_change values
        ('damaged_shipment', 'Damaged shipment', 'logistics', '2026-02-17', 'merged', 'merged',
         'Merged from Broken goods and Wet goods'),
        ('damaged_shipment', 'Damaged shipment', 'logistics', '2026-02-20', 'moved', null, 'Moved from Care to Logistics');
    insert into marts.reason_rule values ('wet_goods', 'damaged_shipment');
"""


def changes(*rows):
    columns = ["reason_label", "change_date", "mark", "sentence"]
    return pd.DataFrame(rows, columns=columns).astype({"change_date": "datetime64[us]"})


def days(first, last):
    return pd.DataFrame({"contact_date": pd.date_range(first, last)})


def page_words(name: str, **query: str) -> str:
    app = AppTest.from_string("from dashboards.app import main\nmain()", default_timeout=60).run()
    for key, value in query.items():
        app.query_params[key] = value
    app.switch_page(str(components.page_path(name))).run()
    assert not app.exception
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def test_only_changes_of_the_days_shown_that_count_otherwise_are_marked():
    told = changes(
        ("Late", date(2026, 1, 31), "split", "before the first day"),
        ("Late", date(2026, 2, 1), "renamed", "Renamed from Slow"),
        ("Late", date(2026, 2, 5), None, "Moved from Care to Logistics"),
        ("Late", date(2026, 2, 11), "split", "after the last day"),
    )

    marks = redefinitions.marks(told, days("2026-02-01", "2026-02-10"))

    assert marks["words"].tolist() == ["renamed"]
    assert redefinitions.say(marks) == "Sun 1 Feb: Late: Renamed from Slow."


def test_what_changed_on_one_day_is_one_rule():
    told = changes(
        ("Late", date(2026, 2, 1), "merged", "Merged from A and B"),
        ("Late", date(2026, 2, 1), "redefined", "Definition changed"),
        ("Lost", date(2026, 2, 2), "renamed", "Renamed from C"),
        ("Wet", date(2026, 2, 2), "split", "Split from D"),
    )

    marks = redefinitions.marks(told, days("2026-02-01", "2026-02-10"))

    assert marks["words"].tolist() == ["Late merged, redefined", "2 reasons changed"]
    assert marks["sentence"].tolist() == [
        "Late: Merged from A and B; Definition changed",
        "Lost: Renamed from C. Wet: Split from D",
    ]


def test_where_nothing_changed_nothing_is_marked():
    marks = redefinitions.marks(changes(), days("2026-02-01", "2026-02-10"))

    assert marks.empty and redefinitions.say(marks) == ""


@pytest.mark.parametrize("draw", [charts.observed_expected, charts.daily_bars])
def test_a_mark_is_a_dashed_rule_with_its_words(draw):
    daily = days("2026-02-01", "2026-02-10").assign(
        contact_count=5, expected_count=5.0, lower_count=2.0, upper_count=9.0, is_spike=False
    )
    marks = redefinitions.marks(changes(("Late", date(2026, 2, 3), "merged", "Merged from A and B")), daily)

    plain, marked = draw(daily), draw(daily, marks=marks)

    added = marked["layer"][len(plain["layer"]) :]
    assert [layer["mark"]["type"] for layer in added] == ["rule", "text"]
    assert added[0]["mark"]["strokeDash"] == [3, 3]
    assert "merged" in str(marked["datasets"]) and "merged" not in str(plain["datasets"])


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("reasons", {"reason": "damaged_shipment"}),
        ("reasons", {"reason": "wet_goods"}),  # a link of the past
        ("spikes", {"alert": "damaged_shipment-2026-03-01"}),
    ],
)
def test_a_page_says_what_changed_below_its_line(shown, altered, name, query):
    shown(altered(CHANGED))

    assert SAID in page_words(name, period="28d", **query)


def test_the_weekly_report_and_the_brief_say_it_below_their_charts(altered, tmp_path):
    path = altered(CHANGED)

    pages = [*trend.make(path, "logistics", tmp_path), *brief.make(path, "wet_goods", tmp_path)]

    for page in pages:
        if page.suffix == ".html":
            text = page.read_text(encoding="utf-8")
            assert SAID in text and "stroke-dasharray" in text, page.name
    assert "brief-wet_goods.html" in [page.name for page in pages]
