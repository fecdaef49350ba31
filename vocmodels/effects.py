"""Effects: did contacts fall after a department changed something?

An interrupted time series (Wagner et al. 2002, "Segmented regression analysis of interrupted time series studies in
medication use research", J. Clin. Pharm. Ther. 27; Bernal et al. 2017): what the series would have been without the change
is forecast from before it (and from control series that the change cannot touch), and compared with what came.

The week's rhythm and holidays are those of the spikes' negative-binomial regression (effect_days.py); level, trend, season,
controls and what wanders around them are forecast by effect_forecast.py. The effect may come at once or by and by: nothing
is assumed of its course. The same measure at dates and on series where nothing was changed stands beside it
(effect_placebos.py), and from when on a fall that matters can be known (effect_power.py).

Assumed: nothing else happened to the series alone at the same time, and controls are not touched by the change. A trend
or season that a short past does not show widens the interval only as far as is usual. Days far from those around them are
set aside, so that an effect of a day or two is none. Measured: python -m tests.benchmarks.effects.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from vocmodels.effect_comparison import Comparison, Signals, compare, daily_courses, is_gradual, one_thread
from vocmodels.effect_controls import TOGETHER, read_signals
from vocmodels.effect_days import EffectDays, EffectInputError, lay_out_days
from vocmodels.effect_placebos import try_dates, try_series
from vocmodels.effect_power import known_from

__all__ = ["Effect", "EffectInputError", "EffectSettings", "TooLittleHistoryError", "measure"]

VERDICTS = ("fell", "rose", "no_detectable_effect", "too_early")


@dataclass(frozen=True)
class EffectSettings:
    """How much history the comparison needs before it will say anything, and what is run beside it."""

    days_before: int = 56
    days_after: int = 14
    interval_share: float = 0.95
    least_share: float = 0.2  # the smallest fall that matters; from when on it can be known is said
    draws: int = 128  # choices of how the series behaves, a round
    placebo_dates: int = 6
    placebo_series: int = 4
    seed: int = 0


class TooLittleHistoryError(EffectInputError):
    """Too few days lie before the change."""


@dataclass(frozen=True)
class Effect:
    """What a change did; contacts a day, positive when contacts fell, mean since changed_on; null where no day has come."""

    saved_per_day: float
    low: float
    high: float
    verdict: str  # fell, rose, no_detectable_effect, too_early
    changed_on: date
    days_before: int  # that were known
    days_after: int
    expected_per_day: float = np.nan  # without the change
    is_gradual: bool = False  # the later half shows surely more of it
    known_on: date | None = None  # where nothing is known yet: the day with which a fall of `least_share` would be
    fit_error: float = np.nan  # share by which weeks before the change lie off what is fitted to them
    level_breaks: tuple[date, ...] = ()  # days before the change on which the level moved for good
    control_weights: dict[str, float] = field(default_factory=dict)  # change of log level with the control's
    placebo_dates: pd.DataFrame = field(default_factory=pd.DataFrame)
    placebo_series: pd.DataFrame = field(default_factory=pd.DataFrame)
    daily: pd.DataFrame = field(default_factory=pd.DataFrame)  # with and without the change, day by day

    @property
    def saved_total(self) -> float:
        """Contacts saved since the change, as many a day on days set aside as on the others."""
        return self.saved_per_day * self.days_after

    @property
    def total_low(self) -> float:
        return self.low * self.days_after

    @property
    def total_high(self) -> float:
        return self.high * self.days_after

    @property
    def saved_share(self) -> float:
        """Share of the contacts that would have come, that the change saved."""
        return self.saved_per_day / self.expected_per_day if self.expected_per_day else np.nan

    @property
    def placebo_share(self) -> float:
        """Share of the placebos of which the interval leaves out 0; null where there was none."""
        is_false = [*self.placebo_dates.get("is_false", ()), *self.placebo_series.get("is_false", ())]
        return float(np.mean(is_false)) if is_false else np.nan


def measure(
    daily: pd.DataFrame,
    changed_on: date,
    control: pd.DataFrame | None = None,
    settings: EffectSettings = EffectSettings(),
    holidays: Iterable[date] | pd.DataFrame | None = None,
) -> Effect:
    """Return how many contacts a day the change saved, with its 95 % interval.

    Args:
        daily: one row per contact_date, no day missing: contact_date, contact_count (null: no data that day). is_excluded,
            optional: another event shaped the day, so that it is not compared.
        changed_on: first day under the change.
        control: the same columns for series that the change cannot touch; series_code if several.
        holidays: dates that get an expectation of their own, as for spikes.

    Raises:
        TooLittleHistoryError: fewer than `settings.days_before` days lie before `changed_on`.
        EffectInputError: a column or a day is missing, a day is doubled, or a count is negative.
    """
    days = lay_out_days(daily, changed_on, holidays)
    _check_history(days, changed_on, settings)
    with one_thread():
        signals = read_signals(control, days, holidays)
        if not days.is_kept[days.after].any():
            return _nothing_yet(days, signals, changed_on, settings)
        found = compare(days, signals, settings.draws, settings.seed)
        return _effect(found, signals, control, settings, holidays)


def _check_history(days: EffectDays, changed_on: date, settings: EffectSettings) -> None:
    known = int(days.is_known[: days.changed_at].sum())
    if known < settings.days_before:
        raise TooLittleHistoryError(
            f"Only {known} days with counts lie before {pd.Timestamp(changed_on):%Y-%m-%d}; "
            f"{settings.days_before} are needed to say what would have come without the change."
        )


def _nothing_yet(days: EffectDays, signals: Signals, changed_on: date, settings: EffectSettings) -> Effect:
    known_on = known_from(
        pd.Timestamp(changed_on), days, signals, settings.least_share, settings.days_after, settings.seed
    )
    known_before, known_after = int(days.is_known[: days.changed_at].sum()), int(days.is_known[days.after].sum())
    nothing = (np.nan, np.nan, np.nan, "too_early", pd.Timestamp(changed_on).date(), known_before, known_after)
    return Effect(*nothing, known_on=known_on.date() if known_on is not None else None)


def _effect(
    found: Comparison,
    signals: Signals,
    control: pd.DataFrame | None,
    settings: EffectSettings,
    holidays: Iterable[date] | pd.DataFrame | None,
) -> Effect:
    days, share, seed = found.days, settings.interval_share, settings.seed
    low, high = found.limits(share)
    known_after = int(days.is_known[days.after].sum())
    verdict = _verdict(low, high, known_after < settings.days_after)
    known_on = None
    if verdict in ("too_early", "no_detectable_effect"):
        known_on = known_from(
            days.dates[days.changed_at], days, signals, settings.least_share, settings.days_after, seed
        )
    daily = daily_courses(found, share)
    start = days.dates[days.changed_at]
    return Effect(
        found.saved_per_day,
        low,
        high,
        verdict,
        start.date(),
        int(days.is_known[: days.changed_at].sum()),
        known_after,
        expected_per_day=found.expected_per_day,
        is_gradual=verdict in ("fell", "rose") and is_gradual(found, seed),
        known_on=known_on.date() if known_on is not None else None,
        fit_error=_fit_error(daily[: days.changed_at]),
        level_breaks=tuple((start + pd.Timedelta(days=day)).date() for day in sorted(found.past.breaks)),
        control_weights=_control_weights(found, signals),
        placebo_dates=try_dates(days, signals, settings.placebo_dates, settings.days_before, share, seed),
        placebo_series=try_series(control, days, settings.placebo_series, share, seed, holidays),
        daily=daily,
    )


def _verdict(low: float, high: float, is_early: bool) -> str:
    if is_early:
        return "too_early"
    if low > 0:
        return "fell"
    return "rose" if high < 0 else "no_detectable_effect"


def _fit_error(before: pd.DataFrame) -> float:
    kept = before[before["is_kept"]]
    weeks = kept.groupby(np.arange(len(before))[before["is_kept"]] // 7)[["contact_count", "expected_count"]].sum()
    return float(
        (weeks["contact_count"] - weeks["expected_count"]).abs().sum() / max(weeks["expected_count"].sum(), 1e-9)
    )


def _control_weights(found: Comparison, signals: Signals) -> dict[str, float]:
    """Return each control's weight; what all of them have together is shared out evenly."""
    count = found.past.control_count
    columns = found.posterior.coefficients
    first = len(columns) - len(found.past.breaks) - count
    weights = dict(zip(signals.labels, columns[first : first + count].tolist(), strict=True))
    shared = weights.pop(TOGETHER, 0.0)
    return {code: weight + shared / len(weights) for code, weight in weights.items()}
