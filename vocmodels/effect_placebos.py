"""Effect placebos: what does the same measure find where nothing was changed?

At dates before the change (Bernal et al. 2017, "Interrupted time series regression for the evaluation of public health
interventions", Int. J. Epidemiol. 46), and on the control series at its date (Abadie et al. 2010).
"""

from collections.abc import Iterable
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.effect_comparison import Comparison, Signals, compare
from vocmodels.effect_controls import read_signals
from vocmodels.effect_days import EffectDays, lay_out_days

DRAWS = 64
COLUMNS = ("saved_per_day", "low", "high", "saved_share", "is_false")


def try_dates(days: EffectDays, signals: Signals, most: int, least_days: int, share: float, seed: int) -> pd.DataFrame:
    """Return one row per placebo date, the oldest first: changed_on, and what was found there; never after the change.

    As many days are looked at as since the change itself, of which none lies after it.
    """
    length = len(days.dates) - days.changed_at
    rows = [
        {"changed_on": days.dates[place], **_found(compare(part, _until(signals, len(part.dates)), DRAWS, seed), share)}
        for place in _places(days.changed_at, length, most, least_days)
        for part in [days.before(place, place + length)]
        if part.is_kept[:place].any() and part.is_kept[place:].any()
    ]
    return pd.DataFrame(rows, columns=["changed_on", *COLUMNS])


def try_series(
    control: pd.DataFrame | None,
    days: EffectDays,
    most: int,
    share: float,
    seed: int,
    holidays: Iterable[date] | pd.DataFrame | None,
) -> pd.DataFrame:
    """Return one row per control, the largest first: series_code, and what was found on it with the others as controls."""
    rows = []
    if control is not None and "series_code" in control.columns:
        changed_on = days.dates[days.changed_at]
        sizes = control.groupby("series_code")["contact_count"].sum().sort_values(ascending=False, kind="stable")
        for code in sizes.index[:most]:
            own = lay_out_days(control[control["series_code"] == code], changed_on, holidays)
            others = read_signals(control[control["series_code"] != code], own, holidays)
            if own.is_kept[: own.changed_at].sum() >= 28 and own.is_kept[own.after].any():
                rows.append({"series_code": code, **_found(compare(own, others, DRAWS, seed), share)})
    return pd.DataFrame(rows, columns=["series_code", *COLUMNS])


def _places(changed_at: int, length: int, most: int, least_days: int) -> NDArray[np.int64]:
    """Return placebo dates as days of the series, evenly from the first that has enough before it to the last."""
    last = changed_at - length
    if last < least_days or most < 1:
        return np.empty(0, dtype=np.int64)
    count = min(most, 1 + (last - least_days) // 7)
    return np.unique(np.linspace(last, least_days, count).round().astype(np.int64))


def _until(signals: Signals, end: int) -> Signals:
    return Signals(signals.labels, signals.values[:end])


def _found(found: Comparison, share: float) -> dict[str, float | bool]:
    low, high = found.limits(share)
    expected = max(found.expected_per_day, 1e-9)
    return {
        "saved_per_day": found.saved_per_day,
        "low": low,
        "high": high,
        "saved_share": found.saved_per_day / expected,
        "is_false": low > 0 or high < 0,
    }
