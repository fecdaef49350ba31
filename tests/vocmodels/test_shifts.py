"""find_shifts: what is a drop, what a slow rise or fall, what is neither, and what every caller may rely on."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from vocmodels.shifts import ShiftInputError, find_shifts

FIRST = pd.Timestamp("2025-01-06")  # a Monday
DAYS = 260
FACTS = ["series_code", "kind_code", "started_date", "p_value"]


def judged_days(series: int = 8, mean: float = 40.0, sunday_share: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Quiet series as score_days judges them: Poisson counts around a mean, on Sundays around a share of it."""
    dates = pd.date_range(FIRST, periods=DAYS)
    expected = np.where(dates.day_of_week == 6, mean * sunday_share, mean)
    counts = np.random.default_rng(seed).poisson(expected, (series, DAYS))
    days = pd.DataFrame(
        {
            "series_code": np.repeat([f"series_{number}" for number in range(series)], DAYS),
            "contact_date": np.tile(dates, series),
            "contact_count": counts.ravel().astype(float),
            "expected_count": np.tile(expected, series),
            "is_excluded": False,
        }
    )
    return judged(days)


def judged(days: pd.DataFrame) -> pd.DataFrame:
    """The days with what a detector says that knows the truth; a slow change is part of its truth soon."""
    count, expected = days["contact_count"].fillna(0), days["expected_count"]
    low = stats.poisson.cdf(count, expected)
    return days.assign(
        low_p_value=np.where(days["contact_count"].isna(), 1.0, low),
        lower_count=stats.poisson.ppf(0.025, expected),
        is_spike=stats.poisson.sf(count - 1, expected) < 1e-6,
    )


def with_counts(days: pd.DataFrame, series_code: str, start: int, counts: list[float]) -> pd.DataFrame:
    """The same days, but for one series from day number `start` on."""
    at = _place(days, series_code, start, len(counts))
    days = days.assign(contact_count=days["contact_count"].astype(float))
    days.loc[at, "contact_count"] = counts
    return judged(days)


def with_rise(
    days: pd.DataFrame, series_code: str, start: int, ends: int, share: float, ramp: int = 28
) -> pd.DataFrame:
    """One series at a higher level, which the detector takes for the usual one while it grows."""
    at = _place(days, series_code, start, ends - start)
    lift = 1 + share * np.minimum(1, np.arange(1, ends - start + 1) / ramp)
    days = days.copy()
    days.loc[at, "contact_count"] = np.round(days.loc[at, "contact_count"] * lift)
    days.loc[at, "expected_count"] *= lift
    return judged(days)


def _place(days: pd.DataFrame, series_code: str, start: int, length: int) -> pd.Index:
    date = days["contact_date"]
    first = FIRST + pd.Timedelta(days=start)
    chosen = (days["series_code"] == series_code) & (date >= first) & (date < first + pd.Timedelta(days=length))
    return days.index[chosen]


def day(number: int) -> pd.Timestamp:
    return FIRST + pd.Timedelta(days=number)


def test_nothing_is_told_of_quiet_series():
    assert find_shifts(judged_days()).empty


def test_a_reason_that_falls_silent_for_a_day_is_a_drop_that_ended_the_day_after():
    found = find_shifts(with_counts(judged_days(), "series_3", 200, [0]))

    assert found[["series_code", "kind_code"]].to_numpy().tolist() == [["series_3", "drop"]]
    drop = found.iloc[0]
    assert (drop["started_date"], drop["last_date"], drop["closed_date"]) == (day(200), day(200), day(201))
    assert (drop["before_per_day"], drop["now_per_day"]) == (40, 0)
    assert drop["q_value"] < 0.001


def test_a_fall_to_a_third_is_told_only_when_it_lasts_three_days():
    assert find_shifts(with_counts(judged_days(), "series_3", 200, [13, 13])).empty

    found = find_shifts(with_counts(judged_days(), "series_3", 200, [13, 13, 13]))

    assert found["kind_code"].tolist() == ["drop"]
    assert found[["started_date", "opened_date"]].iloc[0].tolist() == [day(200), day(202)]
    assert found["contact_count"].tolist() == [39]
    assert found["expected_count"].tolist() == [120]


def test_a_day_without_data_is_no_drop():
    assert find_shifts(with_counts(judged_days(), "series_3", 200, [np.nan] * 3)).empty


def test_a_partial_day_is_no_drop_and_does_not_end_one():
    partial = with_counts(judged_days(), "series_3", 200, [0, 0, 0])
    partial.loc[_place(partial, "series_3", 201, 1), "is_excluded"] = True

    found = find_shifts(partial)

    assert found["started_date"].tolist() == [day(200)]
    assert found["last_date"].tolist() == [day(202)]
    partial.loc[_place(partial, "series_3", 200, 3), "is_excluded"] = True
    assert find_shifts(partial).empty


def test_a_series_that_is_closed_on_sundays_does_not_drop_on_them():
    assert find_shifts(judged_days(sunday_share=0.02)).empty


def test_a_series_of_a_few_contacts_a_day_cannot_drop():
    assert find_shifts(with_counts(judged_days(mean=4), "series_3", 200, [0, 0, 0])).empty


def test_a_rise_by_half_over_four_weeks_is_one_change_with_its_numbers():
    found = find_shifts(with_rise(judged_days(), "series_3", 200, DAYS, share=0.5))

    assert found[["series_code", "kind_code"]].to_numpy().tolist() == [["series_3", "slow_rise"]]
    rise = found.iloc[0]
    assert abs((rise["started_date"] - day(200)).days) <= 21
    assert rise["last_date"] == day(DAYS - 1) and pd.isna(rise["closed_date"])
    assert 36 < rise["before_per_day"] < 45
    assert 55 < rise["now_per_day"] < 64
    assert rise["contact_count"] > 1.2 * rise["expected_count"]
    assert rise["q_value"] < 0.01


def test_a_fall_over_weeks_is_told_too():
    found = find_shifts(with_rise(judged_days(), "series_3", 200, DAYS, share=-0.4))

    assert found["kind_code"].tolist() == ["slow_fall"]
    assert found["now_per_day"].iloc[0] < 30 < found["before_per_day"].iloc[0]


def test_a_level_that_goes_back_ends_the_change_and_is_no_fall():
    found = find_shifts(with_rise(judged_days(), "series_3", 150, 200, share=0.6))

    assert found["kind_code"].tolist() == ["slow_rise"]
    assert day(190) <= found["last_date"].iloc[0] <= day(205)
    assert day(200) < found["closed_date"].iloc[0] <= day(220)


def test_a_level_that_stays_becomes_the_usual_one_after_twelve_weeks():
    found = find_shifts(with_rise(judged_days(), "series_3", 130, DAYS, share=0.6))

    assert found["kind_code"].tolist() == ["slow_rise"]
    assert (found["closed_date"] - found["started_date"]).dt.days.tolist() == [84]


def test_a_single_spike_is_no_slow_rise():
    assert find_shifts(with_counts(judged_days(), "series_3", 230, [600, 500])).empty


def test_the_days_of_a_drop_are_no_slow_fall():
    found = find_shifts(with_counts(judged_days(), "series_3", 230, [0] * 20))

    assert found["kind_code"].tolist() == ["drop"]


def test_later_days_change_neither_the_series_nor_the_start_of_what_was_told():
    days = with_rise(judged_days(), "series_3", 180, DAYS, share=0.5)
    known = days[days["contact_date"] < day(230)]

    before, after = find_shifts(known), find_shifts(days)

    assert len(before) == 1
    assert before[FACTS[:3]].to_numpy().tolist() == after[FACTS[:3]].to_numpy().tolist()


def test_the_order_of_rows_is_irrelevant_and_the_input_untouched():
    days = with_rise(judged_days(), "series_3", 180, DAYS, share=0.5)
    kept = days.copy(deep=True)

    found = find_shifts(days)

    pd.testing.assert_frame_equal(found, find_shifts(days.sample(frac=1, random_state=1)))
    pd.testing.assert_frame_equal(days, kept)


def test_no_rows_in_gives_the_same_columns_out():
    days = with_rise(judged_days(), "series_3", 180, DAYS, share=0.5)

    none = find_shifts(days.iloc[:0])

    assert len(none) == 0
    assert none.dtypes.astype(str).tolist() == find_shifts(days).dtypes.astype(str).tolist()


def test_a_missing_column_is_named():
    with pytest.raises(ShiftInputError, match="low_p_value"):
        find_shifts(judged_days().drop(columns="low_p_value"))
