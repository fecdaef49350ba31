"""Breakdown: how does one KPI go over time, and how does it differ by queue, team, channel, language, site and hours?"""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboards import components, notes, picking, sentences
from dashboards.actions.found import about_reasons
from dashboards.actions.marked import with_actions
from dashboards.kpis import KpiValue, totals
from dashboards.performance import drawn, said, sums
from dashboards.performance.measures import of_kpi
from dashboards.performance.sums import DIMENSIONS, GRAINS
from dashboards.view import View

MOST_VALUES = 15
PERIODS = {"day": "D", "week": "W-SUN", "month": "M"}
DAYS_FOR_WEEKS, DAYS_FOR_MONTHS = (
    42,
    300,
)  # from so many on a course is by week, by month, until the reader asks otherwise
OF_AGENT_TIME = ("team_label", "site_code")


def show(kpi: pd.Series, value: KpiValue, parts: dict[str, pd.DataFrame], view: View) -> None:
    """The course on the left, one dimension on the right."""
    left, right = st.columns([1, 1], gap="medium")
    with left:
        _show_course(kpi, parts[kpi["table_code"]], view)
    with right:
        _show_values(kpi, value, view)


def by_period(daily: pd.DataFrame, kpi: pd.Series, view: View, grain: str) -> pd.DataFrame:
    """One row a day, week (Monday to Sunday) or month of the period: contact_date (its last day), value, low, high, n, is_few."""
    inside = daily[daily["contact_date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))]
    ends = (
        inside["contact_date"]
        .dt.to_period(PERIODS[grain])
        .dt.end_time.dt.normalize()
        .clip(upper=pd.Timestamp(view.end))
    )
    rows = totals(inside.assign(contact_date=ends), kpi, by=("contact_date",))
    return _worded(rows, kpi)


def _worded(rows: pd.DataFrame, kpi: pd.Series) -> pd.DataFrame:
    measure = of_kpi(kpi)
    is_few = (rows["n"] < measure.minimum_count) & rows["denominator"].notna()
    words = [
        f"{measure.say(value, n)}{f' ({sentences.TOO_FEW})' if few else ''}"
        for value, n, few in zip(rows["value"], rows["n"], is_few, strict=True)
    ]
    return rows.assign(is_few=is_few, words=words)


def _show_course(kpi: pd.Series, daily: pd.DataFrame, view: View) -> None:
    usual = "month" if view.day_count >= DAYS_FOR_MONTHS else "week" if view.day_count >= DAYS_FOR_WEEKS else "day"
    grain = st.segmented_control(
        "By",
        list(GRAINS),
        format_func=GRAINS.get,
        default=usual,
        required=True,
        key=f"grain-{usual}",
        label_visibility="collapsed",
    )
    rows = by_period(daily, kpi, view, grain)
    told = f"{kpi['kpi_label']}: {said.course(rows)}"
    components.heading(told, f"By {grain}; the band is the 95 % interval, hollow is too few")
    if rows["value"].notna().any():
        target = None if sentences.is_missing(kpi["target"]) else float(kpi["target"])
        palette, marks = components.palette(), with_actions(notes.on(rows), about_reasons(view.reasons), rows)
        drawing = drawn.course(rows, kpi["unit"], kpi["kpi_label"], palette, target=target, marks=marks)
        if grain != "day":
            components.chart(drawing, told, "kpi-course")
        elif day := picking.day(drawing, told, "kpi-course"):
            components.go("contacts", day=day)


def _show_values(kpi: pd.Series, value: KpiValue, view: View) -> None:
    table = kpi["table_code"]
    if table == "volume":
        components.empty("A volume is supplied for the whole centre alone.", "So this number has no slices.")
        return
    dimensions = {code: label for code, label in DIMENSIONS.items() if table == "contact" or code in OF_AGENT_TIME}
    code = st.selectbox(
        "By", list(dimensions), format_func=dimensions.get, key=f"slice-{table}", label_visibility="collapsed"
    )
    parts = sums.by_value(view, code) if table == "contact" else sums.agent_time(view, code)
    rows = _worded(totals(parts, kpi, by=("value_code",)), kpi).dropna(subset=["value"])
    if rows.empty:
        components.empty("Nothing was counted in this period.", "Choose a longer one in the side bar.")
        return
    rows = rows.sort_values("n", ascending=False, kind="stable").head(MOST_VALUES)
    labels = sums.values_of(code)
    names = rows["value_code"].map(lambda value_code: labels.get(value_code, value_code))
    told = say_spread(rows.assign(label=names), dimensions[code])
    components.heading(told, f"The largest first; the rule is what all have together{picking.hint(code)}")
    drawing = drawn.interval_dots(
        _dots(rows, names), kpi["unit"], components.palette(), rule=value.value, room=drawn.HALF
    )
    by_label = dict(zip(names, rows["value_code"], strict=True))
    picking.filter_by(drawing, told, code, by_label, "label", f"kpi-{code}")


def say_spread(rows: pd.DataFrame, dimension: str) -> str:
    """Queue: Returns differs from Orders by more than chance would make; or that none does."""
    sure = rows[~rows["is_few"]].dropna(subset=["low", "high"])
    if len(sure) < 2:
        return f"{dimension}: too few to compare"
    least, most = sure.loc[sure["value"].idxmin()], sure.loc[sure["value"].idxmax()]
    if least["high"] >= most["low"]:
        return f"{dimension}: the values cannot be told apart"
    return f"{dimension}: from {least['words']} ({least['label']}) to {most['words']} ({most['label']})"


def _dots(rows: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "label": names,
            "value": rows["value"],
            "low": rows["low"].fillna(rows["value"]),
            "high": rows["high"].fillna(rows["value"]),
            "words": rows["words"] + ", n " + rows["n"].map(sentences.format_count),
            "tone": rows["is_few"].map({True: "context", False: "muted"}),
        }
    )
