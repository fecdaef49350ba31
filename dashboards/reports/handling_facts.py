"""Handling facts: how well were a department's contacts handled this week, and is that another level than usual?"""

from typing import Any

import duckdb
import pandas as pd

from dashboards import kpis
from dashboards.reports.source import WEEK, Run, frame
from dashboards.sentences import is_missing

KPI_CODES = ("fcr", "csat", "qa_score", "turned_around", "transfer_rate", "hold_time")


def handling_of(con: duckdb.DuckDBPyConnection, department_code: str, run: Run, week_count: int) -> pd.DataFrame:
    """One row a KPI that was measured: the columns of marts.kpi, this week's value, low, high and n, and `usual`.

    `usual` is the value of the `week_count` weeks before together, `change` the difference with its interval change_low and
    change_high (null where there is nothing to compare with), `is_other` whether that interval leaves out no change at all.
    `is_late` where this week has none yet and the week before stands in: whether a customer comes back takes days to know.
    `is_still` where it was another in the same way a week ago already, by the same rule.
    """
    defined = frame(con, "from marts.kpi").set_index("kpi_code", drop=False)
    daily = _daily(con, department_code, run, week_count)
    codes = [code for code in KPI_CODES if code in defined.index]
    rows = [_compared_again(daily, defined.loc[code], week_count) for code in codes]
    known = [row for row in rows if not is_missing(row["value"])]
    return pd.DataFrame(known, columns=[*defined.columns, *MEASURED])


MEASURED = (
    "value",
    "low",
    "high",
    "n",
    "usual",
    "change",
    "change_low",
    "change_high",
    "is_other",
    "is_late",
    "is_still",
)


def _daily(con: duckdb.DuckDBPyConnection, department_code: str, run: Run, week_count: int) -> pd.DataFrame:
    """The parts of the department's contacts by week: 0 for this week, 1 for the one before, ..."""
    sql = """
        select ($last - contact_date) // 7 as week, sum(columns('_(count|seconds|sum|squared)$'))::double
        from marts.contact_daily join marts.reason using (reason_code)
        where department_code = $department and contact_date between $first and $last
        group by all order by all"""
    first = run.week_first - (week_count + 1) * WEEK  # one more, for what was said a week ago
    return frame(con, sql, department=department_code, first=first, last=run.as_of)


def _compared_again(daily: pd.DataFrame, kpi: pd.Series, week_count: int) -> dict[str, Any]:
    """The week against the weeks before it, and whether the week before would have been told of in the same way."""
    now = _compared(daily[daily["week"] <= week_count], kpi)
    ago = _compared(daily[daily["week"] >= 1].assign(week=lambda rows: rows["week"] - 1), kpi)
    is_same = now["is_other"] and ago["is_other"] and (now["change"] > 0) == (ago["change"] > 0)
    return now | {"is_still": is_same}


def _compared(daily: pd.DataFrame, kpi: pd.Series) -> dict[str, Any]:
    now, is_late = _total(daily[daily["week"] == 0], kpi), False
    if is_missing(now["value"]):
        now, is_late = _total(daily[daily["week"] == 1], kpi), True
    usual = _total(daily[daily["week"] > int(is_late)], kpi)
    change, low, high = difference(now, usual)
    is_enough = min(now["n"], usual["n"]) >= int(kpi["minimum_count"] or 0)
    is_other = is_enough and low is not None and high is not None and (low > 0 or high < 0)
    measured = {name: now[name] for name in ("value", "low", "high", "n")} | {"usual": usual["value"]}
    return {
        **kpi,
        **measured,
        "change": change,
        "change_low": low,
        "change_high": high,
        "is_other": is_other,
        "is_late": is_late,
    }


def _total(daily: pd.DataFrame, kpi: pd.Series) -> dict[str, Any]:
    return kpis.totals(daily, kpi).iloc[0].to_dict()


def difference(now: dict[str, Any], usual: dict[str, Any]) -> tuple[float | None, float | None, float | None]:
    """The difference of two values with its 95 % interval, from the intervals of both (null: not known).

    Method of variance estimates recovery: Zou and Donner 2008, Construction of confidence limits about effect measures.

    Args:
        now, usual: value, low, high.
    """
    ends = (now["value"], now["low"], now["high"], usual["value"], usual["low"], usual["high"])
    if any(is_missing(end) for end in ends):
        return None, None, None
    change = now["value"] - usual["value"]
    down = ((now["value"] - now["low"]) ** 2 + (usual["high"] - usual["value"]) ** 2) ** 0.5
    up = ((now["high"] - now["value"]) ** 2 + (usual["value"] - usual["low"]) ** 2) ** 0.5
    return change, change - down, change + up
