"""Is a KPI the same at every grain, and does its interval say how sure it is?"""

import duckdb
import pandas as pd
import pytest

from dashboards import kpis, marts
from dashboards.view import View

SHARE = pd.Series({"numerator": "good", "denominator": "n", "interval_code": "wilson"})
MEAN = pd.Series({"numerator": "total", "denominator": "n", "squares": "total_squares", "interval_code": "mean"})
NPS = pd.Series(
    {
        "numerator": "100 * (promoters - detractors)",
        "denominator": "n",
        "squares": "10000 * (promoters + detractors)",
        "interval_code": "nps",
    }
)


def total(kpi, **columns):
    return kpis.totals(pd.DataFrame({name: [value] for name, value in columns.items()}), kpi).iloc[0]


def test_the_interval_of_a_share_is_wilsons():
    few, none_good = total(SHARE, good=8, n=10), total(SHARE, good=0, n=10)

    assert (few["low"], few["high"]) == (pytest.approx(0.4902, abs=1e-4), pytest.approx(0.9433, abs=1e-4))
    assert (none_good["low"], none_good["high"]) == (0, pytest.approx(0.2775, abs=1e-4))


def test_the_interval_of_a_mean_comes_from_the_spread_of_its_contacts():
    seconds = [100, 200, 300]

    row = total(MEAN, total=sum(seconds), n=3, total_squares=sum(each**2 for each in seconds))

    half = 1.96 * 100 / 3**0.5  # their standard deviation is 100
    assert (row["value"], row["low"], row["high"]) == (200, pytest.approx(200 - half), pytest.approx(200 + half))


def test_a_mean_of_one_contact_has_no_interval():
    row = total(MEAN, total=300, n=1, total_squares=90000)

    assert row["value"] == 300 and pd.isna(row["low"]) and pd.isna(row["high"])


def test_the_variance_of_one_answer_to_nps_is_p_plus_d_minus_the_square_of_their_difference():
    row = total(NPS, promoters=50, detractors=20, n=100)

    half = 100 * 1.96 * ((0.5 + 0.2 - 0.3**2) / 100) ** 0.5
    assert (row["value"], row["n"]) == (30, 100)
    assert (row["low"], row["high"]) == (pytest.approx(30 - half), pytest.approx(30 + half))
    assert total(NPS, promoters=3, detractors=0, n=3)["high"] == 100  # never above what there is


def test_where_nothing_was_counted_there_is_no_value_and_no_interval():
    row = total(SHARE, good=0, n=0)

    assert row[["value", "low", "high"]].isna().all() and row["n"] == 0


def test_n_is_what_the_definition_counts_where_that_is_not_the_denominator():
    occupancy = pd.Series({"numerator": "busy", "denominator": "busy + idle", "counted": "agent_day_count"})

    row = total(occupancy, busy=20000, idle=5000, agent_day_count=3)

    assert (row["value"], row["n"]) == (0.8, 3) and pd.isna(row["low"])


@pytest.mark.parametrize("by", ["week", "reason_code", "channel_code", "site_code", "language_code"])
def test_the_parts_of_a_kpi_at_any_grain_add_up_to_the_whole(published, by):
    with duckdb.connect(str(published), read_only=True) as con:
        daily = con.execute("select *, date_trunc('week', contact_date) as week from marts.contact_daily").df()
        defined = con.execute("from marts.kpi where table_code = 'contact'").df()

    for _, kpi in defined.iterrows():
        whole, parts = kpis.totals(daily, kpi).iloc[0], kpis.totals(daily, kpi, by=(by,))
        assert len(parts) > 1
        assert parts["numerator"].sum() == pytest.approx(whole["numerator"])
        assert parts["n"].sum() == whole["n"]


@pytest.mark.parametrize("by", ["team_label", "agent_id", "queue_label", "hours_code", "contact_date"])
def test_who_handled_the_contacts_and_why_customers_came_give_the_same_kpi(published, by):
    with duckdb.connect(str(published), read_only=True) as con:
        performance = con.execute("from marts.performance_daily").df()
        daily = con.execute("from marts.contact_daily").df()
        defined = con.execute("from marts.kpi where table_code = 'contact'").df()

    for _, kpi in defined.iterrows():
        parts = kpis.totals(performance, kpi, by=(by,))
        assert parts["numerator"].sum() == pytest.approx(kpis.totals(daily, kpi).iloc[0]["numerator"])


def test_a_tile_carries_the_interval_the_target_and_the_version(shown, published):
    shown(published)
    week = View(*(pd.Timestamp(f"2026-{day}").date() for day in ("02-25", "03-03", "02-18", "02-24")))
    level = marts.kpis().loc["service_level"]

    value = kpis.measure(marts.daily(week), level, week)

    assert value.low < value.value < value.high
    assert value.target == 0.8
    assert value.version == level["kpi_version"] and value.version.startswith("k")


def test_a_score_of_few_contacts_is_too_few_and_a_count_never_is(shown, published):
    shown(published)
    day = pd.Timestamp("2026-03-03").date()
    today = View(day, day, day, day)
    defined = marts.kpis()
    some = marts.daily(today).head(1)

    assert kpis.measure(some, defined.loc["qa_score"], today).is_too_few
    assert not kpis.measure(some, defined.loc["contacts"], today).is_too_few
