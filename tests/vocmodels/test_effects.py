"""measure: when did contacts fall, when is nothing known, and what may every caller rely on?"""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from vocmodels.effect_controls import choose_controls
from vocmodels.effect_moves import find_moves
from vocmodels.effects import EffectInputError, EffectSettings, TooLittleHistoryError, measure

FIRST = pd.Timestamp("2025-01-06")  # a Monday
WEEK = np.array([1.25, 1.15, 1.1, 1.05, 1.05, 0.8, 0.6])
ALONE = EffectSettings(placebo_dates=0, placebo_series=0)


def days(mean: float = 30.0, before: int = 140, after: int = 28, left: float = 1.0, seed: int = 1) -> pd.DataFrame:
    """Poisson counts with a week's rhythm; since the change a share `left` of them comes."""
    dates = pd.date_range(FIRST, periods=before + after)
    rates = mean * WEEK[dates.day_of_week] * np.where(np.arange(len(dates)) < before, 1.0, left)
    return pd.DataFrame({"contact_date": dates, "contact_count": np.random.default_rng(seed).poisson(rates)})


def changed_on(before: int = 140) -> date:
    return (FIRST + pd.Timedelta(days=before)).date()


def test_a_fall_by_half_is_found_with_what_it_saves_a_day():
    effect = measure(days(left=0.5), changed_on(), settings=ALONE)

    assert effect.verdict == "fell"
    assert effect.low <= 15 <= effect.high
    assert effect.saved_per_day == pytest.approx(15, abs=3)
    assert effect.saved_total == pytest.approx(28 * effect.saved_per_day)
    assert effect.saved_share == pytest.approx(0.5, abs=0.08)


def test_a_rise_is_said_with_negative_savings():
    effect = measure(days(left=1.5), changed_on(), settings=ALONE)

    assert effect.verdict == "rose"
    assert effect.high < 0


def test_where_nothing_was_changed_no_effect_is_found_and_when_it_could_be_known_is_said():
    effect = measure(days(), changed_on(), settings=ALONE)

    assert effect.verdict == "no_detectable_effect"
    assert effect.low < 0 < effect.high
    assert effect.known_on is None or effect.known_on > changed_on()


def test_thirteen_days_after_are_too_early_and_fourteen_are_not():
    early, due = (measure(days(left=0.2, after=after), changed_on(), settings=ALONE) for after in (13, 14))

    assert (early.verdict, due.verdict) == ("too_early", "fell")
    assert early.saved_per_day > 0
    assert early.known_on >= changed_on() + pd.Timedelta(days=13)


def test_before_the_first_day_under_the_change_nothing_is_said_but_when_it_can_be_known():
    effect = measure(days(mean=200, after=0), changed_on(), settings=ALONE)

    assert effect.verdict == "too_early"
    assert np.isnan(effect.saved_per_day)
    assert effect.known_on is not None


def test_fifty_five_days_before_are_too_few_and_fifty_six_are_not():
    with pytest.raises(TooLittleHistoryError, match="Only 55 days"):
        measure(days(before=55), changed_on(55), settings=ALONE)

    assert measure(days(before=56), changed_on(56), settings=ALONE).verdict == "no_detectable_effect"


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda daily: daily.drop(index=20), "missing or doubled"),
        (lambda daily: pd.concat([daily, daily.tail(1)]), "missing or doubled"),
        (lambda daily: daily.assign(contact_count=-1), "negative"),
        (lambda daily: daily.drop(columns="contact_count"), "no column contact_count"),
    ],
)
def test_days_that_cannot_be_compared_are_refused_with_what_to_do(spoil, says):
    with pytest.raises(EffectInputError, match=says):
        measure(spoil(days()), changed_on())


def test_an_outage_after_the_change_passes_for_no_rise():
    daily = days(after=28)
    daily.loc[[150, 151], "contact_count"] = 400

    effect = measure(daily, changed_on(), settings=ALONE)

    assert effect.verdict == "no_detectable_effect"
    assert not effect.daily["is_kept"][[150, 151]].any()


def test_days_that_somebody_excluded_or_that_have_no_count_are_not_compared():
    daily = days(left=0.5).assign(is_excluded=False)
    spoilt = daily.assign(contact_count=daily["contact_count"].astype("Int64"))
    spoilt.loc[145:150, "contact_count"] = 99
    spoilt.loc[145:150, "is_excluded"] = True
    spoilt.loc[160, "contact_count"] = pd.NA

    effect = measure(spoilt, changed_on(), settings=ALONE)

    assert effect.verdict == "fell"
    assert effect.days_after == 28 - 7
    assert effect.saved_per_day == pytest.approx(15, abs=3)


def test_a_level_that_rose_for_good_before_the_change_is_where_the_comparison_starts():
    daily = days(left=0.5)
    daily.loc[98:, "contact_count"] *= 3  # six weeks before the change

    effect = measure(daily, changed_on(), settings=ALONE)

    assert effect.saved_per_day == pytest.approx(45, rel=0.2)
    assert abs((effect.level_breaks[-1] - (FIRST + pd.Timedelta(days=98)).date()).days) <= 7


def test_what_the_control_shares_is_no_effect_of_the_change():
    dates = days()["contact_date"]
    everywhere = np.where(np.arange(len(dates)) < 140, 1.0, 0.6) * np.exp(0.3 * np.sin(np.arange(len(dates)) / 9))
    rng = np.random.default_rng(3)
    daily = pd.DataFrame({"contact_date": dates, "contact_count": rng.poisson(60 * everywhere)})
    control = pd.DataFrame({"contact_date": dates, "contact_count": rng.poisson(90 * everywhere)})

    alone, beside = (measure(daily, changed_on(), some, ALONE) for some in (None, control))

    assert abs(beside.saved_per_day) < abs(alone.saved_per_day)
    assert beside.low <= 0 <= beside.high
    assert beside.control_weights["control"] > 0.5


def test_the_placebos_of_a_quiet_past_find_nothing_and_lie_before_the_change():
    dates = days()["contact_date"]
    control = pd.concat([days(seed=seed).assign(series_code=f"control_{seed}") for seed in (5, 6, 7)])

    effect = measure(days(left=0.5), changed_on(), control)

    ends = effect.placebo_dates["changed_on"] + pd.Timedelta(days=28)
    assert len(effect.placebo_dates) > 2 and (ends <= dates[140]).all()
    assert sorted(effect.placebo_series["series_code"]) == ["control_5", "control_6", "control_7"]
    assert effect.placebo_share < 0.3
    assert effect.placebo_dates["saved_per_day"].abs().max() < effect.saved_per_day


def test_an_effect_that_comes_by_and_by_is_called_gradual_and_one_at_once_is_not():
    left = np.ones(140 + 56)
    left[140:] = 1 - 0.8 * np.minimum(1, np.arange(1, 57) / 49)
    slowly = days(mean=100, after=56).assign(contact_count=lambda daily: (daily["contact_count"] * left).round())

    assert measure(slowly, changed_on(), settings=ALONE).is_gradual
    assert not measure(days(mean=100, after=56, left=0.5), changed_on(), settings=ALONE).is_gradual


def test_a_series_without_any_contact_shows_no_effect():
    assert measure(days(mean=0.0), changed_on(), settings=ALONE).verdict == "no_detectable_effect"


def test_the_daily_course_expects_without_the_change_what_came_before_it():
    effect = measure(days(left=0.5), changed_on(), settings=ALONE)

    since = effect.daily[effect.daily["contact_date"] >= pd.Timestamp(changed_on())]
    assert len(effect.daily) == 168
    assert since["expected_count"].mean() == pytest.approx(30, rel=0.1)
    assert (since["lower_count"] <= since["expected_count"]).all()
    assert (since["expected_count"] <= since["upper_count"]).all()


def test_the_order_of_rows_is_irrelevant_the_input_untouched_and_the_answer_the_same():
    daily = days(left=0.7)
    control = pd.concat([days(seed=seed).assign(series_code=f"control_{seed}") for seed in (5, 6)])
    kept_daily, kept_control = daily.copy(deep=True), control.copy(deep=True)

    one = measure(daily, changed_on(), control, ALONE)
    other = measure(daily.sample(frac=1, random_state=1), changed_on(), control.sample(frac=1, random_state=2), ALONE)

    assert (one.saved_per_day, one.low, one.high, one.verdict) == (
        other.saved_per_day,
        other.low,
        other.high,
        other.verdict,
    )
    pd.testing.assert_frame_equal(one.daily, other.daily)
    pd.testing.assert_frame_equal(daily, kept_daily)
    pd.testing.assert_frame_equal(control, kept_control)


def test_controls_are_chosen_by_how_they_went_before_and_not_by_what_came_after():
    wave = np.exp(0.4 * np.sin(np.arange(168) / 11))
    rng, dates = np.random.default_rng(2), days()["contact_date"]

    def counted(rates: np.ndarray, code: str) -> pd.DataFrame:
        return pd.DataFrame({"contact_date": dates, "contact_count": rng.poisson(rates), "series_code": code})

    daily = counted(40 * wave, "changed")
    candidates = pd.concat(
        [counted(50 * wave, "alike"), counted(np.full(168, 50.0), "steady"), counted(np.full(168, 0.2), "rare")]
    )
    spoilt = candidates.assign(
        contact_count=candidates["contact_count"].where(candidates["contact_date"] < dates[140], 999)
    )

    choice = choose_controls(daily, candidates, changed_on())

    rows = choice.candidates.set_index("series_code")
    assert rows.loc["alike", "weight"] > 0.5 > abs(rows.loc["steady", "weight"])
    assert "rare" not in rows.index
    assert choice.fit_share > 0.5
    pd.testing.assert_frame_equal(choose_controls(daily, spoilt, changed_on()).candidates, choice.candidates)


def test_where_contacts_went_instead_is_the_series_that_took_them_over():
    taken = pd.concat(
        [days(seed=7, left=1.6).assign(series_code="chat")]
        + [days(seed=seed).assign(series_code=f"other_{seed}") for seed in range(8, 14)]
    )

    moves = find_moves(taken, changed_on())

    assert moves.loc[moves["is_moved"], "series_code"].tolist() == ["chat"]
    assert moves.loc[0, "low"] <= 18 <= moves.loc[0, "high"]
    assert find_moves(taken.iloc[:0], changed_on()).columns.tolist() == moves.columns.tolist()
