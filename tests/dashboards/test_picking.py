"""A click on a chart sets a filter or leads to a day's contacts, and every number leads to what it is made of."""

from datetime import date
from html import unescape
from re import findall

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import charts, components, marts, picking
from dashboards.performance import sums
from dashboards.view import View

APP = "from dashboards.app import main\nmain()"
WEEK = View(date(2026, 2, 25), date(2026, 3, 3), date(2026, 2, 18), date(2026, 2, 24))
CLICK = """
import pandas as pd
import streamlit as st
from dashboards import picking
label = st.text_input("label", key="label")
def click():
    st.session_state["bars"] = {"selection": {"picked": [{"value_label": st.session_state["label"]}]}}
    picking._set_filter("bars", "carrier_code", {"North Star": "NorthStar"}, "value_label")
st.button("click", key="click", on_click=click)
st.text(str(st.session_state.get("carrier")))
"""


def days() -> pd.DataFrame:
    course = pd.DataFrame({"contact_date": pd.date_range("2026-02-20", "2026-03-03"), "contact_count": 5})
    return course.assign(expected_count=4.0, lower_count=1.0, upper_count=9.0, is_spike=False)


def slices() -> pd.DataFrame:
    return pd.DataFrame({"value_label": ["North Star", "Blue"], "contact_count": [9, 4], "compare_count": [3, 4]})


def open_page(name: str, **query: str) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app if name == "overview" else app.switch_page(str(components.page_path(name))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


@pytest.mark.parametrize(
    ("drawn", "field", "mark", "is_nearest"),
    [
        (charts.slice_bars(slices()), "value_label", "bar", False),
        (charts.observed_expected(days()), "contact_date", "point", True),
        (charts.daily_bars(days()), "contact_date", "bar", False),
    ],
)
def test_one_layer_of_a_chart_hears_the_clicks(drawn, field, mark, is_nearest):
    spec = picking.pickable(drawn, field)

    (selection,) = spec["params"]
    named = [layer for layer in spec["layer"] if layer.get("name") in selection["views"]]
    assert [layer["mark"]["type"] for layer in named] == [mark]
    assert (selection["select"]["fields"], selection["select"]["nearest"]) == ([field], is_nearest)
    assert not any("name" in layer and layer["name"] == "picked_layer" for layer in drawn["layer"]), (
        "its own is as before"
    )


@pytest.mark.parametrize(("label", "expected"), [("North Star", "['NorthStar']"), ("<b>", "None")])
def test_a_click_on_a_bar_sets_the_filter_by_its_code_and_an_unknown_label_sets_none(label, expected):
    app = AppTest.from_string(CLICK, default_timeout=30).run()

    app.text_input(key="label").set_value(label).run()
    app.button(key="click").click().run()

    assert app.text[0].value == expected


def test_a_tile_leads_to_its_contacts_or_its_arithmetic_with_the_same_filters(shown, published):
    shown(published)

    said = unescape(text_of(open_page("overview", carrier="NorthStar", reason="damaged_shipment")))

    links = findall(r'class="voc-drill" href="([^"]+)"', said)
    assert "contacts?reason=damaged_shipment&carrier=NorthStar" in links
    assert any(link.startswith("performance?") and "kpi=csat" in link and "carrier=NorthStar" in link for link in links)


def test_a_group_leads_to_its_reasons_and_their_contacts(shown, published):
    shown(published)

    links = findall(r'class="voc-drill" href="([^"]+)"', unescape(text_of(open_page("overview"))))

    codes = "reason=damaged_shipment&reason=late_delivery&reason=where_is_order"
    assert f"./?{codes}" in links and f"contacts?{codes}" in links


def test_the_contacts_in_a_number_can_be_listed_for_every_kpi(shown, published):
    shown(published)
    known = sums.part_columns()

    for code, kpi in marts.kpis().iterrows():
        named = tuple(sums.parts_of(f"{kpi['numerator']} {kpi['denominator']}", known))
        if named and kpi["table_code"] == "contact":
            rows = sums.contacts_with(WEEK, named)
            assert {"contact_id", "contact_date", "channel_label", "reason_label", *named} <= set(rows), code
