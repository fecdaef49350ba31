"""KPIs: what is the value of a defined number over these sums, over how many, and how sure is it?

The definitions (numerator, denominator, unit, the n under which a rate says too little) come from the mart `kpi`;
a numerator and a denominator are each an expression over a row of sums (contact_daily, performance_daily, contact_kpi,
agent_time_daily), summed over the period and only then divided: daily rates are never averaged. So a KPI is the same at
every grain: day, week, month, reason, queue, team, agent, channel, language, site, within opening hours or outside.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import duckdb
import numpy as np
import pandas as pd

from dashboards.publication import OPENING, SAFE
from dashboards.remembering import remembered
from dashboards.view import View

Z = 1.96  # of a 95 % interval
COUNTED_UNITS = ("count", "hours")


@dataclass(frozen=True)
class KpiValue:
    """A KPI over a period: value (None where nothing was counted), n under it, and the value to compare with.

    low and high are its 95 % interval, None where the definition names none or nothing was counted.
    """

    code: str
    label: str
    unit: str
    direction: str
    value: float | None
    count: int
    compare_value: float | None
    minimum_count: int
    definition: str
    course: tuple[float, ...] = ()
    low: float | None = None
    high: float | None = None
    target: float | None = None
    version: str = ""

    @property
    def is_rate(self) -> bool:
        return self.unit not in COUNTED_UNITS

    @property
    def is_too_few(self) -> bool:
        return self.is_rate and self.count < self.minimum_count

    @property
    def change(self) -> float | None:
        if self.value is None or self.compare_value is None:
            return None
        return self.value - self.compare_value


def totals(daily: pd.DataFrame, kpi: pd.Series, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row per value of `by`: numerator, denominator (null for counts), value, n, low, high.

    Args:
        daily: rows with the columns that the KPI sums, and those of `by`.
        kpi: a row of marts.kpi.
    """
    columns = "".join(f"{column}, " for column in by)
    formula = {name: _given(kpi, name) for name in ("numerator", "denominator", "squares", "counted")}
    is_count = formula["denominator"] is None
    counted = formula["counted"] or formula["denominator"] or "contact_count"
    with OPENING:
        cursor = _calculator().cursor()
    with cursor as con:
        con.register("daily", daily)
        frame = con.execute(
            f"select {columns} sum({formula['numerator']})::double as numerator,"
            f" sum({formula['denominator'] or 'null'})::double as denominator,"
            f" sum({counted})::double as n, sum({formula['squares'] or 'null'})::double as squares"
            f" from daily {'group by all order by all' if by else ''}"
        ).df()
    divided = frame["numerator"] / frame["denominator"].where(lambda n: n > 0)
    frame["value"] = frame["numerator"] if is_count else divided
    low, high = interval(frame, _given(kpi, "interval_code") or "none")
    n = frame["n"].fillna(0).astype(int)
    return frame.drop(columns="squares").assign(n=n, low=low, high=high)


@lru_cache(maxsize=1)
def _calculator() -> duckdb.DuckDBPyConnection:
    """A database without tables: to open one for each of a page's many sums would cost seconds."""
    return duckdb.connect(config=SAFE | {"enable_external_access": "false", "python_enable_replacements": "false"})


def interval(sums: pd.DataFrame, interval_code: str) -> tuple[pd.Series, pd.Series]:
    """The 95 % interval of each row's value; null where there is none.

    Args:
        sums: numerator, denominator, value, and for `mean` and `nps` squares, the sum of the squares of single values.
        interval_code: wilson, of a share (Wilson, "Probable inference", 1927); mean, by the sample's own variance; nps, where
            that of one answer is p + d - (p - d)^2; none.
    """
    n = sums["denominator"].where(lambda counted: counted > 0)
    if interval_code == "wilson":
        share = sums["value"].clip(0, 1)
        middle = (share + Z**2 / (2 * n)) / (1 + Z**2 / n)
        half = Z / (1 + Z**2 / n) * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2))
        return (middle - half).clip(lower=0), (middle + half).clip(upper=1)
    variance = (sums["squares"] / n - sums["value"] ** 2).clip(lower=0)
    if interval_code == "mean":
        half = Z * np.sqrt(variance / (n - 1).where(n > 1))
        return sums["value"] - half, sums["value"] + half
    if interval_code == "nps":
        half = Z * np.sqrt(variance / n)
        return (sums["value"] - half).clip(lower=-100), (sums["value"] + half).clip(upper=100)
    nothing = pd.Series(np.nan, index=sums.index)
    return nothing, nothing


@remembered
def measure(daily: pd.DataFrame, kpi: pd.Series, view: View) -> KpiValue:
    """A KPI over the view's period, beside the comparison period and with its course by day."""
    now = daily[daily["contact_date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))]
    then = daily[daily["contact_date"].between(pd.Timestamp(view.compare_start), pd.Timestamp(view.compare_end))]
    total = totals(now, kpi).iloc[0]
    before = totals(then, kpi).iloc[0] if view.is_comparable and len(then) else None
    by_day = totals(now, kpi, by=("contact_date",))
    return KpiValue(
        code=kpi["kpi_code"],
        label=kpi["kpi_label"],
        unit=kpi["unit"],
        direction=kpi["direction"],
        value=_number(total["value"]),
        count=int(total["n"]),
        compare_value=None if before is None else _number(before["value"]),
        minimum_count=int(kpi["minimum_count"] or 0),
        definition=define(kpi),
        course=tuple(by_day["value"].dropna()),
        low=_number(total["low"]),
        high=_number(total["high"]),
        target=_number(kpi.get("target")),
        version=_given(kpi, "kpi_version") or "",
    )


def define(kpi: pd.Series) -> str:
    """What the number is, with the formula where one was chosen among several: its name is of several words."""
    variant = f" Formula: {kpi['variant'].replace('_', ' ')}." if "_" in (kpi["variant"] or "") else ""
    return f"{kpi['definition']}{variant}"


def _given(kpi: pd.Series, name: str) -> str | None:
    """A text of a definition, None where it says none."""
    value = kpi.get(name)
    return value if isinstance(value, str) and value else None


def _number(value: float | None) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
