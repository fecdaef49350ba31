"""Months: which month does a report tell of, and how does a day in it compare with a day in another, and how surely?

A month is held against another per day, so that its length does not decide. How far chance goes is seen on the days
themselves: how much days of one weekday differ within one month.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd

from dashboards.kpis import Z
from dashboards.languages import month_of
from dashboards.reports.source import Run

DAY = timedelta(days=1)


class NoMonthError(Exception):
    """The data hold no whole month yet."""


@dataclass(frozen=True)
class Month:
    """A calendar month."""

    first: date

    @property
    def last(self) -> date:
        return self.first.replace(day=calendar.monthrange(self.first.year, self.first.month)[1])

    @property
    def day_count(self) -> int:
        return self.last.day

    @property
    def before(self) -> "Month":
        return Month((self.first - DAY).replace(day=1))

    @property
    def year_before(self) -> "Month":
        return Month(self.first.replace(year=self.first.year - 1))

    @property
    def label(self) -> str:
        """October 2026; octubre de 2026"""
        return month_of(self.first, with_year=True)

    @property
    def name(self) -> str:
        """October; octubre"""
        return month_of(self.first)


def last_month(run: Run) -> Month:
    """The last month that is whole by the day of the run.

    Raises:
        NoMonthError: the data begin within it.
    """
    month = Month(run.as_of.replace(day=1))
    month = month if month.last == run.as_of else month.before
    if run.facts["first_date"] > month.first:
        raise NoMonthError(
            f"There is no whole month yet: the data reach from {run.facts['first_date']} to {run.as_of}."
            " The monthly report comes when they hold one from its first to its last day."
        )
    return month


def is_held(month: Month, run: Run) -> bool:
    """Whether the data reach over all of a month."""
    return bool(run.facts["first_date"] <= month.first and month.last <= run.as_of)


def paces(daily: pd.DataFrame, month: Month, before: Month | None, by: Sequence[str] = ()) -> pd.DataFrame:
    """One row per value of `by`: how many a day in the month and in the one before, and the change with its 95 % interval.

    Args:
        daily: one row per contact_date and value of `by`: value; days without a row count as 0.
        before: none: nothing to compare with.

    Returns:
        `by`, total and now (a day), before_total, before (a day), change, low, high (a day); null without a month before.
    """
    keys = daily[list(by)].drop_duplicates().sort_values(list(by)) if by else pd.DataFrame(index=[0])
    found = [_spread(daily, month, keys, by), *([_spread(daily, before, keys, by)] if before else [])]
    now = found[0]
    then = found[1] if before else now * np.nan
    half = Z * np.sqrt(now["error"] ** 2 + then["error"] ** 2)
    change = now["mean"] - then["mean"]
    return pd.DataFrame(
        {
            "total": now["total"],
            "now": now["mean"],
            "before_total": then["total"],
            "before": then["mean"],
            "change": change,
            "low": change - half,
            "high": change + half,
        }
    ).reset_index(names=list(by) if by else ["all"])


def _spread(daily: pd.DataFrame, month: Month, keys: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """By key: total, mean of the days, and the standard error of that mean by how days of one weekday differ."""
    days = pd.date_range(month.first, month.last)
    kept = daily[daily["contact_date"].between(days[0], days[-1])].assign(key="all" if not by else daily[by[0]])
    table = (
        kept.pivot_table(index="contact_date", columns="key", values="value", aggfunc="sum").reindex(days).fillna(0.0)
    )
    table = table.reindex(columns=["all"] if not by else list(keys[by[0]]), fill_value=0.0)
    usual = table.groupby(table.index.dayofweek).transform("mean")
    freedom = len(days) - table.index.dayofweek.nunique()
    error = np.sqrt(((table - usual) ** 2).sum() / freedom / len(days))
    return pd.DataFrame({"total": table.sum(), "mean": table.mean(), "error": error})
