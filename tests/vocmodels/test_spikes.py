"""score_days: what is a spike, what is not, and what every caller may rely on."""

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from vocmodels.spikes import (
    MissingPeriodError,
    SpikeInputError,
    SpikeSettings,
    control_false_discoveries,
    score_days,
)

RESULTS = [
    "expected_count",
    "lower_count",
    "upper_count",
    "p_value",
    "low_p_value",
    "window_days",
    "q_value",
    "is_spike",
]


def daily_counts(series: int = 6, days: int = 120, mean: float = 20.0, seed: int = 1, freq: str = "D") -> pd.DataFrame:
    dates = pd.date_range("2025-01-06", periods=days, freq=freq)
    counts = np.random.default_rng(seed).poisson(mean, (series, days))
    return pd.DataFrame(
        {
            "series_code": np.repeat([f"series_{number}" for number in range(series)], days),
            "contact_date": np.tile(dates, series),
            "contact_count": counts.ravel(),
        }
    )


def with_count(daily: pd.DataFrame, series_code: str, day: str, count: float | None) -> pd.DataFrame:
    chosen = (daily["series_code"] == series_code) & (daily["contact_date"] == day)
    return daily.assign(contact_count=daily["contact_count"].astype("float64").mask(chosen, count))


def test_a_day_with_three_times_the_usual_contacts_is_a_spike():
    daily = with_count(daily_counts(), "series_2", "2025-05-05", 60)

    scored = score_days(daily)

    assert scored.loc[scored["is_spike"], "series_code"].tolist() == ["series_2"]
    spike = scored[scored["is_spike"]].iloc[0]
    assert 15 < spike["expected_count"] < 25
    assert spike["lower_count"] < spike["expected_count"] < spike["upper_count"] < 60


def test_only_the_last_period_is_judged_unless_since_says_more():
    daily = daily_counts()

    assert score_days(daily)["contact_date"].unique().tolist() == [pd.Timestamp("2025-05-05")]
    assert score_days(daily, since="2025-05-01").groupby("series_code").size().eq(5).all()


def test_a_busy_weekday_is_expected_and_the_same_count_on_a_quiet_one_is_a_spike():
    daily = daily_counts(days=127)  # ends on a Monday
    is_monday = daily["contact_date"].dt.day_of_week == 0
    daily["contact_count"] = daily["contact_count"].where(~is_monday, daily_counts(days=127, mean=60)["contact_count"])

    on_monday = score_days(daily)
    on_sunday = score_days(with_count(daily[daily["contact_date"] <= "2025-05-11"], "series_0", "2025-05-11", 60))

    assert not on_monday["is_spike"].any()
    assert on_sunday.loc[on_sunday["is_spike"], "series_code"].tolist() == ["series_0"]


def test_a_spike_that_lasts_does_not_become_its_own_expectation():
    daily = daily_counts()
    for day in pd.date_range("2025-05-01", "2025-05-05"):
        daily = with_count(daily, "series_3", str(day.date()), 55)

    scored = score_days(daily, since="2025-05-01")

    assert scored.loc[scored["series_code"] == "series_3", "is_spike"].all()


def test_a_past_spike_does_not_hide_a_new_one():
    daily = with_count(daily_counts(), "series_1", "2025-04-10", 400)

    assert score_days(with_count(daily, "series_1", "2025-05-05", 60))["is_spike"].sum() == 1


def test_a_level_that_moved_for_good_is_the_new_usual_after_some_weeks():
    daily = daily_counts(days=150)
    moved = (daily["series_code"] == "series_0") & (daily["contact_date"] >= "2025-03-20")
    daily["contact_count"] = daily["contact_count"].mask(moved, daily["contact_count"] * 2)

    last = score_days(daily).set_index("series_code").loc["series_0"]

    assert not last["is_spike"]
    assert last["expected_count"] > 32


def test_a_holiday_seen_in_history_is_expected_to_be_like_the_last_one():
    daily = daily_counts(days=141)
    holidays = [pd.Timestamp("2025-02-17").date(), pd.Timestamp("2025-04-18").date(), pd.Timestamp("2025-05-26").date()]
    on_holiday = daily["contact_date"].isin(pd.to_datetime(holidays))
    daily["contact_count"] = daily["contact_count"].mask(on_holiday, daily["contact_count"] * 3)

    assert score_days(daily, holidays=holidays)["p_value"].min() > 0.001
    assert score_days(daily)["p_value"].max() < 0.001


def test_three_days_that_are_a_little_high_are_a_spike_together():
    daily = daily_counts(series=100)
    for day in ("2025-05-03", "2025-05-04", "2025-05-05"):
        daily = with_count(daily, "series_2", day, 33)

    row = score_days(daily).set_index("series_code").loc["series_2"]
    alone = score_days(daily, settings=SpikeSettings(windows=(1,), window_shares=(1.0,))).set_index("series_code")

    assert row["is_spike"]
    assert row["window_days"] == 3
    assert not alone.loc["series_2", "is_spike"]
    assert alone.loc["series_2", "expected_count"] == pytest.approx(row["expected_count"])


def test_a_window_of_one_day_is_what_is_named_when_only_that_day_is_high():
    scored = score_days(with_count(daily_counts(), "series_2", "2025-05-05", 60)).set_index("series_code")

    assert scored.loc["series_2", "window_days"] == 1


def test_a_week_is_judged_alone():
    scored = score_days(daily_counts(days=120, freq="7D"), since="2027-01-01")

    assert scored["window_days"].eq(1).all()


def test_a_day_as_low_as_never_has_a_small_low_p_value_and_is_no_spike():
    row = score_days(with_count(daily_counts(), "series_2", "2025-05-05", 2)).set_index("series_code").loc["series_2"]

    assert row["low_p_value"] < 0.001
    assert not row["is_spike"]


def test_an_excluded_day_is_judged_and_nothing_is_learnt_from_it():
    daily = daily_counts()
    promotion = (daily["series_code"] == "series_1") & daily["contact_date"].between("2025-04-20", "2025-05-02")
    daily["contact_count"] = daily["contact_count"].mask(promotion, 70)

    kept_out = score_days(daily.assign(is_excluded=promotion), since="2025-04-20").set_index("series_code")
    without_data = score_days(
        daily.assign(contact_count=daily["contact_count"].astype("float64").mask(promotion)), since="2025-05-03"
    ).set_index("series_code")

    in_promotion = kept_out.loc["series_1"].query("contact_date <= '2025-05-02'")
    after = kept_out.loc["series_1"].query("contact_date >= '2025-05-03'")
    assert (in_promotion["p_value"] < 1e-6).all()
    assert after["expected_count"].tolist() == pytest.approx(without_data.loc["series_1", "expected_count"].tolist())
    assert after["p_value"].tolist() == pytest.approx(without_data.loc["series_1", "p_value"].tolist())


def test_a_null_in_is_excluded_means_no():
    daily = daily_counts()

    nothing_said = score_days(daily.assign(is_excluded=None))

    pd.testing.assert_frame_equal(nothing_said.drop(columns="is_excluded"), score_days(daily))


def test_holidays_may_be_an_array_of_dates():
    daily, days = daily_counts(), ["2025-02-17", "2025-05-05"]

    from_array = score_days(daily, holidays=pd.to_datetime(days).to_numpy())

    pd.testing.assert_frame_equal(from_array, score_days(daily, holidays=[pd.Timestamp(day).date() for day in days]))


def closed_on(daily: pd.DataFrame, site_code: str, days: list[str]) -> pd.DataFrame:
    """Return `daily` with a tenth of the contacts on those days at that site."""
    is_closed = (daily["site_code"] == site_code) & daily["contact_date"].isin(pd.to_datetime(days))
    return daily.assign(contact_count=daily["contact_count"].mask(is_closed, daily["contact_count"] // 10))


def test_a_series_knows_the_holidays_of_its_own_site_and_those_of_everywhere():
    daily = daily_counts(days=141)
    daily["site_code"] = np.where(daily["series_code"] < "series_3", "Columbus", "Monterrey")
    days = ["2025-02-17", "2025-04-18", "2025-05-26"]
    daily = closed_on(daily, "Columbus", days)
    holidays = pd.DataFrame({"holiday_date": pd.to_datetime(days), "site_code": "Columbus"})

    expected = score_days(daily, holidays=holidays).groupby("site_code")["expected_count"].mean()

    assert expected["Columbus"] < 6
    assert 18 < expected["Monterrey"] < 22


def test_a_series_of_all_sites_has_an_effect_for_each_sites_holidays():
    daily = daily_counts(days=141)
    days = pd.to_datetime(["2025-02-17", "2025-04-18", "2025-05-26"])
    daily["contact_count"] = daily["contact_count"].mask(daily["contact_date"].isin(days), 8)
    columbus = pd.DataFrame({"holiday_date": days, "site_code": "Columbus"})
    holidays = pd.concat(
        [columbus, pd.DataFrame({"holiday_date": [days[0] + pd.Timedelta(days=21)], "site_code": "Reno"})]
    )

    scored = score_days(daily.assign(site_code=None), holidays=holidays)

    assert scored["expected_count"].between(6, 13).all()


def test_a_day_without_data_is_no_spike_and_no_zero():
    daily = with_count(daily_counts(), "series_4", "2025-05-05", None)

    row = score_days(daily).set_index("series_code").loc["series_4"]

    assert row["p_value"] == 1
    assert not row["is_spike"]
    assert row["expected_count"] > 15


def test_weeks_without_data_do_not_pull_the_expectation_down():
    daily = daily_counts()
    outage = daily["contact_date"].between("2025-04-10", "2025-05-01") & (daily["series_code"] == "series_0")
    daily["contact_count"] = daily["contact_count"].astype("float64").mask(outage)

    assert score_days(daily).set_index("series_code").loc["series_0", "expected_count"] > 15


def test_a_series_of_less_than_two_weeks_is_not_judged():
    daily = daily_counts()
    young = daily[daily["series_code"] == "series_0"].tail(10).assign(series_code="new", contact_count=50)

    row = score_days(pd.concat([daily, young])).set_index("series_code").loc["new"]

    assert row[["expected_count", "lower_count", "upper_count"]].isna().all()
    assert row[["p_value", "q_value"]].eq(1).all()
    assert not row["is_spike"]


def test_a_spike_is_a_q_value_below_a_tenth_however_few_the_contacts():
    scored = score_days(with_count(daily_counts(mean=0.02), "series_0", "2025-05-05", 4))

    assert scored["is_spike"].any()
    assert (scored["is_spike"] == (scored["q_value"] < 0.1)).all()


def test_a_series_of_zeros_alone_has_a_small_expectation():
    scored = score_days(daily_counts(mean=20).assign(contact_count=0))

    assert scored["expected_count"].between(0, 0.2).all()
    assert not scored["is_spike"].any()


@pytest.mark.parametrize(("freq", "periods"), [("h", 24 * 30), ("7D", 120)])
def test_hours_and_weeks_are_recognised(freq, periods):
    daily = daily_counts(days=periods, freq=freq)
    last = daily["contact_date"].max()

    scored = score_days(with_count(daily, "series_5", str(last), 90))

    assert scored.loc[scored["is_spike"], "series_code"].tolist() == ["series_5"]


def test_later_rows_change_nothing_earlier():
    daily = with_count(daily_counts(days=180), "series_1", "2025-05-05", 70)
    until = pd.Timestamp("2025-05-20")
    changed = daily.assign(contact_count=daily["contact_count"].where(daily["contact_date"] <= until, 500))

    whole = (
        score_days(changed, since="2025-04-20").loc[lambda frame: frame["contact_date"] <= until].reset_index(drop=True)
    )
    cut = score_days(daily[daily["contact_date"] <= until], since="2025-04-20")

    pd.testing.assert_frame_equal(whole, cut, rtol=1e-9)


def test_a_day_is_judged_the_same_whatever_since_is():
    daily = daily_counts()

    earlier = score_days(daily, since="2025-03-01")
    earlier = earlier[earlier["contact_date"] >= "2025-05-01"].reset_index(drop=True)

    pd.testing.assert_frame_equal(earlier, score_days(daily, since="2025-05-01"), rtol=1e-9)


def test_a_series_that_is_judged_for_the_first_time_changes_no_other_whatever_since_is():
    daily = daily_counts(series=3)
    young = daily[daily["series_code"] == "series_0"].tail(17).assign(series_code="new")
    daily = pd.concat([daily, young])

    earlier = score_days(daily, since="2025-04-20")
    earlier = earlier[earlier["contact_date"] >= "2025-05-04"].reset_index(drop=True)
    cut = score_days(daily[daily["contact_date"] <= "2025-05-02"], since="2025-04-28")
    whole = score_days(daily, since="2025-04-28").query("contact_date <= '2025-05-02'").reset_index(drop=True)

    pd.testing.assert_frame_equal(earlier, score_days(daily, since="2025-05-04"), rtol=1e-9)
    pd.testing.assert_frame_equal(whole, cut, rtol=1e-9)
    assert earlier.set_index("series_code").loc["new", "expected_count"].notna().all()


def test_the_order_of_rows_and_the_input_stay_as_they_are():
    daily = daily_counts().assign(reason_code="damaged_shipment")
    before = daily.copy(deep=True)

    scored = score_days(daily)

    pd.testing.assert_frame_equal(scored, score_days(daily.sample(frac=1, random_state=3)))
    pd.testing.assert_frame_equal(daily, before)
    assert scored.columns.tolist() == [*daily.columns, *RESULTS]
    assert scored["reason_code"].eq("damaged_shipment").all()


def test_no_rows_give_the_same_columns():
    daily = daily_counts()

    empty, full = score_days(daily.head(0)), score_days(daily)

    assert empty.empty
    assert empty.dtypes.astype(str).to_dict() == full.dtypes.astype(str).to_dict()


def test_dates_may_be_plain_dates():
    daily = daily_counts().assign(contact_date=lambda frame: frame["contact_date"].dt.date)

    assert score_days(daily)["contact_date"].iloc[0] == pd.Timestamp("2025-05-05").date()


def test_a_missing_day_is_named():
    daily = daily_counts()
    daily = daily[(daily["series_code"] != "series_3") | (daily["contact_date"] != "2025-02-10")]

    with pytest.raises(MissingPeriodError, match=r"series_3 at 2025-02-11.*null when there is no data"):
        score_days(daily)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda daily: daily.drop(columns="contact_count"), "no column contact_count"),
        (lambda daily: daily.assign(contact_count=-1), "negative"),
        (lambda daily: pd.concat([daily, daily.tail(1)]), "two rows for one period"),
        (lambda daily: daily.assign(contact_date=pd.NaT), "contact_date is null"),
        (lambda daily: daily.assign(series_code=None), "series_code is null"),
    ],
)
def test_counts_that_cannot_be_judged_are_refused(change, message):
    with pytest.raises(SpikeInputError, match=message):
        score_days(change(daily_counts()))


def test_p_values_are_as_small_as_they_say_when_nothing_happens():
    rng = np.random.default_rng(20)
    daily = daily_counts(series=300, days=160)
    level = np.repeat(np.exp(rng.uniform(0, 4.5, 300)), 160)
    daily["contact_count"] = rng.poisson(level * rng.gamma(10, 0.1, len(daily)))

    p_value = score_days(daily, since="2025-04-16")["p_value"]

    assert p_value.notna().all()
    assert 0.035 < (p_value < 0.05).mean() < 0.065
    assert (p_value < 0.001).mean() < 0.002


def test_windows_take_nothing_from_what_a_p_value_says():
    counts = daily_counts(series=400, days=140, mean=12, seed=5)

    scored = score_days(counts, since="2025-04-16")

    for limit, tolerance in ((0.05, 0.2), (0.01, 0.3)):
        assert (scored["p_value"] < limit).mean() == pytest.approx(limit, rel=tolerance)
        assert (scored["low_p_value"] < limit).mean() == pytest.approx(limit, rel=tolerance)
    assert set(scored["window_days"]) == {1, 2, 3}


def test_q_values_are_those_of_benjamini_and_hochberg_over_one_date():
    scored = score_days(with_count(daily_counts(), "series_2", "2025-05-05", 45))

    ordered = scored.sort_values("p_value")
    raw = ordered["p_value"] * len(ordered) / np.arange(1, len(ordered) + 1)

    assert ordered["q_value"].tolist() == pytest.approx(raw[::-1].cummin()[::-1].clip(upper=1).tolist())


def test_each_date_is_a_family_of_its_own():
    q_value = control_false_discoveries(
        [0.01, 0.5, 0.02, 0.01], ["2025-05-05", "2025-05-05", "2025-05-06", "2025-05-05"]
    )

    assert q_value.tolist() == pytest.approx([0.015, 0.5, 0.02, 0.015])


@pytest.mark.real
def test_the_blizzard_and_the_storm_of_2016_are_spikes_on_the_day():
    shared = Path(os.environ.get("VOC_SHARED_DATA", Path(__file__).parents[3] / "shared" / "data"))
    calls = shared / "montco911" / "calls_to_2016-02.csv.gz"
    if not calls.exists():
        pytest.skip(f"the real calls are not here: {calls}")
    frame = pd.read_csv(calls, usecols=["timeStamp", "title"], parse_dates=["timeStamp"])
    day = frame["timeStamp"].dt.normalize().rename("contact_date")
    counts = frame.groupby([frame["title"].rename("series_code"), day]).size().unstack(fill_value=0)
    daily = counts.drop(columns="2015-12-10").stack().rename("contact_count").reset_index()

    spikes = score_days(daily, since="2016-01-01").query("is_spike").set_index(["series_code", "contact_date"])

    assert ("Traffic: DISABLED VEHICLE", pd.Timestamp("2016-01-23")) in spikes.index
    assert ("Traffic: ROAD OBSTRUCTION", pd.Timestamp("2016-02-24")) in spikes.index
