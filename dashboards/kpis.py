"""KPIs: what is the value of a defined number over these sums, and over how many?

The definitions (numerator, denominator, unit, the n under which a rate says too little) come from the mart `kpi`;
a numerator and a denominator are each an expression over a row of contact_daily, summed over the period and only then
divided: daily rates are never averaged.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import pandas as pd

from dashboards.marts import SAFE
from dashboards.view import View


@dataclass(frozen=True)
class KpiValue:
    """A KPI over a period: value (None where nothing was counted), n under it, and the value to compare with."""

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

    @property
    def is_rate(self) -> bool:
        return self.unit in ("share", "seconds")

    @property
    def is_too_few(self) -> bool:
        return self.is_rate and self.count < self.minimum_count

    @property
    def change(self) -> float | None:
        if self.value is None or self.compare_value is None:
            return None
        return self.value - self.compare_value


def totals(daily: pd.DataFrame, kpi: pd.Series, by: tuple[str, ...] = ()) -> pd.DataFrame:
    """One row per value of `by`: numerator, denominator (null for counts), value, n."""
    columns = "".join(f"{column}, " for column in by)
    is_count = not isinstance(kpi["denominator"], str)
    denominator = "null" if is_count else kpi["denominator"]
    with duckdb.connect(config=SAFE | {"python_enable_replacements": "false"}) as con:
        con.register("daily", daily)
        frame = con.execute(
            f"select {columns} sum({kpi['numerator']})::double as numerator, sum({denominator})::double as denominator,"
            f" sum(contact_count)::bigint as contact_count from daily {'group by all order by all' if by else ''}"
        ).df()
    frame["value"] = (
        frame["numerator"] if is_count else frame["numerator"] / frame["denominator"].where(lambda n: n > 0)
    )
    frame["n"] = (frame["contact_count"] if is_count else frame["denominator"]).fillna(0).astype(int)
    return frame


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
    )


def define(kpi: pd.Series) -> str:
    """What the number is, with the formula where one was chosen among several: its name is of several words."""
    variant = f" Formula: {kpi['variant'].replace('_', ' ')}." if "_" in (kpi["variant"] or "") else ""
    return f"{kpi['definition']}{variant}"


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
