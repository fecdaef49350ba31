"""The bar in the side narrows every page, stands in the URL, and says what it leaves out."""

from dataclasses import replace
from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from dashboards import components, contacts, filters, marts, movements
from dashboards.contacts import Search
from dashboards.performance import found, sums
from dashboards.view import FILTERS, View

APP = "from dashboards.app import main\nmain()"
WEEK = View(date(2026, 2, 25), date(2026, 3, 3), date(2026, 2, 18), date(2026, 2, 24))
EACH = {
    "reasons": "damaged_shipment",
    "departments": "billing",
    "channels": "chat",
    "carriers": "NorthStar",
    "products": "Lamps",
    "regions": "South",
    "sites": "Tucson",
    "languages": "es",
    "teams": "Team A",
}


def open_page(name: str, **query: str | list[str]) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    return app if name == "overview" else app.switch_page(str(components.page_path(name))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def in_marts(condition: str, table: str = "contact_kpi") -> int:
    sql = f"""select coalesce(sum(contact_count), 0) as n from marts.{table} join marts.reason using (reason_code)
        where contact_date between $start and $end and {condition}"""
    return int(marts.ask(sql, start=WEEK.start, end=WEEK.end)["n"].iloc[0])


@pytest.mark.parametrize("each", FILTERS, ids=lambda each: each.key)
def test_a_filter_leaves_the_contacts_of_its_value_in_every_sum(shown, published, each):
    shown(published)
    code = EACH[each.field]
    view = replace(WEEK, **{each.field: (code,)})
    table = "contact_kpi" if view.is_fine else "contact_daily"
    wanted = in_marts(f"{each.column} = '{code}'", table)

    now, _ = movements.split(marts.daily(view), view)
    kpi_days, _ = movements.split(sums.daily(view), view)
    listed = int(contacts.count_by_day(view, Search())["contact_count"].sum())

    assert 0 < now["contact_count"].sum() == wanted == kpi_days["contact_count"].sum()
    assert listed == in_marts(f"{each.column} = '{code}'")
    assert sums.contacts_with(view, ("contact_count",))["contact_id"].nunique() == listed


def test_the_slices_of_a_reason_follow_the_filters(shown, published):
    shown(published)

    narrowed = marts.slices(replace(WEEK, carriers=("NorthStar",)), ("damaged_shipment",))

    by_carrier = narrowed[narrowed["dimension_code"] == "carrier_code"]
    n = in_marts("carrier_code = 'NorthStar' and reason_code = 'damaged_shipment'")
    assert list(by_carrier["value_code"]) == ["NorthStar"]
    assert list(by_carrier["contact_count"]) == [n]


def test_quality_follows_filters_that_its_daily_sums_do_not_know(shown, published):
    shown(published)
    view = replace(WEEK, carriers=("NorthStar",))
    sql = """select count(*) as n from marts.contact_criterion join marts.contact_kpi using (contact_id)
        where carrier_code = 'NorthStar' and verdict <> 'not_applicable' and contact_date between $start and $end"""

    shares = found.criterion_shares(view)

    assert shares["n"].sum() == marts.ask(sql, start=view.start, end=view.end)["n"].iloc[0]


def test_one_slice_that_spikes_know_keeps_its_expectation_and_several_have_none(shown, published):
    shown(published)
    northstar = replace(WEEK, carriers=("NorthStar",))

    series = marts.series(("damaged_shipment",), WEEK.start, WEEK.end, northstar.slice or "")

    assert series["expected_count"].iloc[0] == pytest.approx(12 * 0.4)
    assert len(marts.expected(northstar)) > 0
    assert marts.expected(replace(northstar, channels=("chat",))).empty


@pytest.mark.parametrize("name", ["overview", "reasons", "performance", "contacts"])
def test_a_link_with_filters_narrows_each_page_and_the_page_says_so(shown, published, name):
    shown(published)

    app = open_page(name, carrier="NorthStar", region="South")

    assert not app.exception
    assert app.multiselect(key="carrier").value == ["NorthStar"]
    assert "Only carrier NorthStar; region South." in text_of(app)


def test_clearing_takes_the_filters_out_of_the_bar_the_url_and_the_page(shown, published):
    shown(published)
    app = open_page("overview", carrier="NorthStar", reason="damaged_shipment")

    app.button(key="clear-filters").click().run()

    assert (app.multiselect(key="carrier").value, app.multiselect(key="reason").value) == ([], [])
    assert not {"carrier", "reason"} & set(app.query_params)
    assert 'class="voc-filtered"' not in text_of(app)


def test_a_choice_in_the_bar_stands_in_the_url_by_its_code(shown, published):
    shown(published)
    app = open_page("overview")

    app.multiselect(key="department").set_value(["billing"]).run()

    assert app.query_params["department"] in ("billing", ["billing"])


def test_what_a_link_asks_for_and_the_data_do_not_hold_is_ignored_with_a_note(shown, published):
    shown(published)

    app = open_page("overview", carrier=["NorthStar", "<b>Ghost</b>"])

    assert app.multiselect(key="carrier").value == ["NorthStar"]
    assert "&lt;b&gt;Ghost&lt;/b&gt;" in text_of(app)
    assert "which is not in the data: it is ignored." in text_of(app)


def test_an_old_name_of_a_reason_in_a_link_means_the_reason_that_it_became(shown, altered):
    shown(altered("insert into marts.reason_rule values ('broken_goods', 'damaged_shipment')"))

    app = open_page("reasons", reason="broken_goods")

    assert app.multiselect(key="reason").value == ["damaged_shipment"]


def test_many_values_are_named_in_short(shown, published):
    shown(published)

    said = filters.say(replace(WEEK, reasons=("damaged_shipment", "refund", "login", "unsure")))

    assert said == "Only reason Damaged shipment or Refund not received or 2 more."
