"""Calendar design: what about a day, hour or week decides how many contacts to expect?

Turns periods into columns of a regression: level, slow trend, day of week, hour of day, holidays and the day after
(of all sites, and of each), and the season of the year.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from vocmodels.periods import Spacing

Array = NDArray[np.float64]
Holidays = dict[str, pd.DatetimeIndex]  # by site; "": everywhere


@dataclass(frozen=True)
class Column:
    """One column: its prior standard deviation (log scale), the days of history it needs, and what it shares."""

    name: str
    prior_deviation: float
    days_needed: int
    is_shared: bool  # its prior mean is what all series show together
    site: str = ""  # only series of this site, and those of all sites, know it


def read_holidays(holidays: Iterable[date] | pd.DataFrame | None) -> Holidays:
    """Return the days by site, from dates or from a frame of holiday_date and site_code (null: everywhere)."""
    if isinstance(holidays, pd.DataFrame):
        days, sites = holidays["holiday_date"], holidays["site_code"].astype(object).fillna("").to_numpy().astype(str)
    else:
        days = pd.Series([] if holidays is None else list(holidays), dtype=object)
        sites = np.full(len(days), "")
    dates = pd.DatetimeIndex(pd.to_datetime(days)).normalize()
    everywhere = dates[sites == ""].unique()
    own = {site: dates[sites == site].difference(everywhere) for site in sorted(set(sites) - {""})}
    return {site: some for site, some in ({"": everywhere} | own).items() if len(some)}


def design_periods(
    periods: pd.DatetimeIndex, anchor: pd.Timestamp, holidays: Holidays, spacing: Spacing, years: float
) -> tuple[Array, list[Column]]:
    """Return the design (periods, columns) and what each column is; trend is 0 at `anchor`, in years."""
    years_since = ((periods - anchor) / pd.Timedelta(days=365.25)).to_numpy(dtype=float)
    values = [np.ones(len(periods)), years_since]
    columns = [Column("level", 3.0, 0, False), Column("trend", 0.5, 56, False)]

    def add(name: str, value: Array, prior_deviation: float, days_needed: int, site: str = "") -> None:
        values.append(np.asarray(value, dtype=float))
        columns.append(Column(name, prior_deviation, days_needed, True, site))

    if spacing.code != "weekly":
        day = periods.normalize()
        for weekday in range(7):
            add(f"weekday_{weekday}", (periods.dayofweek == weekday) - 1 / 7, 0.5, 0)
        for site, dates in holidays.items():
            is_after = (day - pd.Timedelta(days=1)).isin(dates) & ~day.isin(dates)
            add(f"holiday_{site}", day.isin(dates), 0.4, 0, site)
            add(f"after_holiday_{site}", is_after, 0.3, 0, site)
    if spacing.code == "hourly":
        for hour in range(24):
            add(f"hour_{hour}", (periods.hour == hour) - 1 / 24, 0.7, 0)
        for harmonic in (1, 2):
            turn = 2 * np.pi * harmonic * np.asarray(periods.hour) / 24
            add(f"weekend_cos_{harmonic}", np.cos(turn) * (periods.dayofweek >= 5), 0.4, 0)
            add(f"weekend_sin_{harmonic}", np.sin(turn) * (periods.dayofweek >= 5), 0.4, 0)
    if years >= 1.95:
        for harmonic in (1, 2):
            turn = 2 * np.pi * harmonic * years_since
            add(f"season_cos_{harmonic}", np.cos(turn), 0.4 / harmonic, 712)
            add(f"season_sin_{harmonic}", np.sin(turn), 0.4 / harmonic, 712)
    return np.column_stack(values), columns
