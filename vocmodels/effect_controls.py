"""Effect controls: which series that a change cannot touch tell how the changed one would have gone?

Their levels enter the forecast as columns, drawn towards zero (ridge); how strongly, the days before the change say.
Weights in the manner of synthetic controls (Abadie, Diamond & Hainmueller 2010, J. Am. Stat. Assoc. 105), which need not
sum to one here.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.effect_comparison import Signals
from vocmodels.effect_days import EffectDays, lay_out_days

Array = NDArray[np.float64]

SMOOTHED_DAYS = 7
TOGETHER = "together"  # the mean of all controls, which chance moves less than each
RIDGES = np.array([1e4, 1e3, 300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3])


@dataclass(frozen=True)
class ControlSettings:
    """Which candidates may be controls."""

    most: int = 5
    contacts_a_day: float = 2.0  # before the change; fewer say nothing
    least_days: int = 56
    least_fit_share: float = 0.1  # below it controls would bring more noise than they take away, and none is chosen


@dataclass(frozen=True)
class ControlChoice:
    """One row per candidate: series_code, weight, correlation (of changes from week to week before), is_chosen."""

    candidates: pd.DataFrame
    fit_share: float  # of the variance of changes from week to week, of weeks left out, that candidates explain; 0 to 1

    @property
    def chosen(self) -> list[str]:
        return list(self.candidates.loc[self.candidates["is_chosen"], "series_code"])


def read_signals(
    control: pd.DataFrame | None, days: EffectDays, holidays: Iterable[date] | pd.DataFrame | None
) -> Signals:
    """Return how far each control lay from its level before the change, day by day."""
    if control is None or control.empty:
        return Signals((), np.empty((len(days.dates), 0)))
    if "series_code" not in control.columns:
        control = control.assign(series_code="control")
    courses = {
        str(code): _course(rows, days, holidays, True) for code, rows in control.groupby("series_code", sort=True)
    }
    if len(courses) > 1:
        courses = {TOGETHER: _course(_pooled(control), days, holidays, True), **courses}
    return Signals(tuple(courses), np.stack(list(courses.values()), axis=1))


def _pooled(control: pd.DataFrame) -> pd.DataFrame:
    """Return the controls' contacts together, on days on which all of them are known."""
    counts = control["contact_count"].astype("float64")
    if "is_excluded" in control.columns:
        counts = counts.mask(control["is_excluded"].fillna(False).astype(bool))
    by_day = control.assign(contact_count=counts).pivot(
        index="contact_date", columns="series_code", values="contact_count"
    )
    return by_day.sum(axis=1, skipna=False).rename("contact_count").reset_index()


def _reliability(course: Array, own: EffectDays) -> float:
    """Return which share of the course's variance before the change is more than the noise of counting."""
    kept = own.is_kept[: own.changed_at]
    ratio = (own.counts / own.usual)[: own.changed_at][kept]
    noise = np.diff(ratio).var() / 2 / max(float(ratio.mean()), 1e-9) ** 2 / SMOOTHED_DAYS if len(ratio) > 2 else np.inf
    return float(max(0.0, 1 - noise / max(float(course[: own.changed_at].var()), 1e-12)))


def _course(
    rows: pd.DataFrame,
    days: EffectDays,
    holidays: Iterable[date] | pd.DataFrame | None,
    is_weighed: bool = False,
) -> Array:
    changed_on = days.dates[0] + pd.Timedelta(days=days.changed_at)
    own = lay_out_days(rows, changed_on, holidays)
    counts, usual = own.counts * own.is_kept, own.usual * own.is_kept
    level = (counts[: own.changed_at].sum() + 0.5) / (usual[: own.changed_at].sum() + 0.5)
    sides = (slice(0, own.changed_at), slice(own.changed_at, None))  # what is new must not leak into what was before
    sums = [np.concatenate([_smooth(each[side]) for side in sides]) for each in (counts, usual)]
    course = np.log((sums[0] + 0.5) / (sums[1] * level + 0.5))
    if is_weighed:
        course = course * _reliability(course, own)  # what is mostly chance tells little
    return pd.Series(course, own.dates).reindex(days.dates).ffill().bfill().fillna(0.0).to_numpy()


def _smooth(values: Array) -> Array:
    return pd.Series(values).rolling(SMOOTHED_DAYS, center=True, min_periods=1).sum().to_numpy()


def choose_controls(
    daily: pd.DataFrame,
    candidates: pd.DataFrame,
    changed_on: date,
    settings: ControlSettings = ControlSettings(),
    holidays: Iterable[date] | pd.DataFrame | None = None,
) -> ControlChoice:
    """Return which candidates went with the changed series before the change, and how well.

    Args:
        daily: the changed series: contact_date, contact_count, no day missing.
        candidates: the same of series that the change cannot touch, with series_code.
        changed_on: first day under the change; nothing after it is looked at.
    """
    days = lay_out_days(daily, changed_on, holidays)
    day = pd.to_datetime(candidates["contact_date"])
    past = candidates[(day < pd.Timestamp(changed_on)) & (day >= days.dates[0])]
    sizes = past.groupby("series_code")["contact_count"].agg(["mean", "count"])
    is_fit = (sizes["mean"] >= settings.contacts_a_day) & (sizes["count"] >= settings.least_days)
    codes = sorted(sizes.index[is_fit])
    before = days.before(days.changed_at, days.changed_at)
    weeks = days.changed_at // 7
    if not codes or weeks < 4:
        return ControlChoice(_table([], np.empty(0), np.empty(0), settings), 0.0)
    own = np.diff(_weekly(_course(daily, before, holidays), weeks))
    courses = [_weekly(_course(past[past["series_code"] == code], before, holidays), weeks) for code in codes]
    others = np.diff(np.stack(courses, axis=1), axis=0)  # changes: what only grew or fell beside it is no control
    weights, fit_share = _ridge(own, others)
    scale = np.maximum(others.std(axis=0) * own.std(), 1e-9)
    correlation = ((own - own.mean())[:, None] * (others - others.mean(axis=0))).mean(axis=0) / scale
    if fit_share < settings.least_fit_share:
        weights = np.zeros_like(weights)
    return ControlChoice(_table(codes, weights, correlation, settings), fit_share)


def _weekly(course: Array, weeks: int) -> Array:
    return np.asarray(course[len(course) - 7 * weeks :].reshape(weeks, 7).mean(axis=1))


def _ridge(own: Array, others: Array) -> tuple[Array, float]:
    """Return weights, and the share of the variance that is explained of weeks left out, at the best penalty."""
    target, columns = own - own.mean(), others - others.mean(axis=0)
    unit = max(float(columns.var(axis=0).mean()), 1e-9)
    best, weights = 0.0, np.zeros(others.shape[1])
    for ridge in RIDGES:
        inverse = np.linalg.inv(columns.T @ columns + ridge * unit * np.eye(columns.shape[1]))
        found = inverse @ columns.T @ target
        leverage = np.einsum("wc,cd,wd->w", columns, inverse, columns) + 1 / len(own)
        left_out = (target - columns @ found) / np.maximum(1 - leverage, 0.05)
        share = 1 - float((left_out**2).sum() / max(float((target**2).sum()), 1e-9))
        if share > best:
            best, weights = share, found
    return weights, best


def _table(codes: list[str], weights: Array, correlation: Array, settings: ControlSettings) -> pd.DataFrame:
    rows = pd.DataFrame({"series_code": pd.Series(codes, dtype="str"), "weight": weights, "correlation": correlation})
    size = rows["weight"].abs()
    is_chosen = (size > 0) & (size.rank(ascending=False, method="first") <= settings.most)
    return rows.assign(is_chosen=is_chosen.astype(bool))
