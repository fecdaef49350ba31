"""Two slices or periods are held against each other by reason; what is called sure is so."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from dashboards import components, differences, kpis, marts
from dashboards.view import View

APP = "from dashboards.app import main\nmain()"
WEEK = View(date(2026, 2, 25), date(2026, 3, 3), date(2026, 2, 25), date(2026, 3, 3))


def side(**counts: int) -> pd.DataFrame:
    rows = [{"reason_code": code, "reason_label": code.title(), "contact_count": n} for code, n in counts.items()]
    return pd.DataFrame(rows)


def open_reasons(**query: str) -> AppTest:
    app = AppTest.from_string(APP, default_timeout=60)
    for key, value in query.items():
        app.query_params[key] = value
    return app.run().switch_page(str(components.page_path("reasons"))).run()


def text_of(app: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in app.get("html"))


def test_the_interval_of_two_shares_is_newcombes():
    # Newcombe 1998, table II, case (a): 56/70 and 48/80 differ by 0.2 (0.0524 to 0.3339)
    rows = differences.compare(side(asked=48, other=32), side(asked=56, other=14)).set_index("reason_code")

    found = rows.loc["asked", ["difference", "low", "high"]].astype(float)

    assert list(found.round(4)) == [0.2, 0.0524, 0.3339]


def test_what_differs_surely_comes_first_and_what_is_too_few_last():
    rows = differences.compare(side(damage=300, late=500, login=200), side(damage=100, late=520, login=205, rare=2))

    assert rows.loc[rows["is_sure"], "reason_code"].iloc[0] == "damage"
    assert rows["is_sure"].tolist() == sorted(rows["is_sure"], reverse=True)
    few = differences.compare(side(damage=9, late=1), side(damage=1, late=9))
    assert few["is_too_few"].all() and not few["is_sure"].any()


def test_the_sides_swapped_give_the_same_difference_the_other_way_round():
    left, right = side(damage=30, late=70), side(damage=55, late=60)

    there = differences.compare(left, right).set_index("reason_code").sort_index()
    back = differences.compare(right, left).set_index("reason_code").sort_index()

    assert np.allclose(there["difference"], -back["difference"])
    assert np.allclose(there["low"], -back["high"])
    assert (there["is_sure"] == back["is_sure"]).all()


def test_where_nothing_differs_few_reasons_are_called_sure():
    rng = np.random.default_rng(0)
    shares = rng.dirichlet(np.full(40, 3.0))
    codes = [f"r{i}" for i in range(40)]
    any_sure = 0
    for _ in range(40):
        left, right = (
            side(**dict(zip(codes, rng.multinomial(2000, shares).tolist(), strict=True))) for _ in ("left", "right")
        )
        any_sure += bool(differences.compare(left, right)["is_sure"].any())

    assert any_sure / 40 <= 0.3  # 10 % are promised; 40 rounds scatter


def test_a_kpi_by_reason_is_that_of_the_performance_page(shown, published):
    shown(published)
    csat = marts.kpis().loc["csat"]
    phone, chat = (marts.daily(WEEK.narrowed("channel_code", code)) for code in ("voice", "chat"))

    rows = differences.compare(phone, chat, csat).set_index("reason_code")

    wanted = kpis.totals(phone, csat, by=("reason_code",)).set_index("reason_code")["value"]
    assert rows.loc["damaged_shipment", "left_value"] == pytest.approx(wanted["damaged_shipment"])


def test_a_link_shows_the_comparison_that_it_names(shown, published):
    shown(published)

    app = open_reasons(compare_by="channel", compare_a="chat", compare_b="voice", compare_what="share", period="7d")

    assert not app.exception
    assert app.selectbox(key="compare_a-channel").value == "chat"
    assert "reasons" in text_of(app) and "false" not in text_of(app)
    assert "Ordered by what differs surely" in text_of(app)


@pytest.mark.parametrize(
    "query", [{"compare_by": "period"}, {"compare_by": "ghost"}, {"compare_by": "carrier", "compare_a": "<b>"}]
)
def test_odd_or_other_comparisons_are_drawn_without_an_error(shown, published, query):
    shown(published)

    app = open_reasons(**query)

    assert not app.exception
    assert "Ordered by what differs surely" in text_of(app)
