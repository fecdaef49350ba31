"""Loads: how busy are agents, who has most of the hard contacts, and what does that go with?"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.performance.measures import Measure
from dashboards.sentences import MINUS, count_of, format_share

LOAD: dict[str, Any] = {
    "unit_label": st.column_config.TextColumn("Name", width=126),
    "team_label": st.column_config.TextColumn("Team", width=96),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=76),
    "occupancy": st.column_config.TextColumn(
        "Occupancy", width=84, help="Time on contacts, of time on contacts and idle"
    ),
    "hard": st.column_config.TextColumn("Hard contacts", width=96, help="Angry or escalated, of all their contacts"),
}
BUSIEST = 0.85  # an occupancy above it is widely called unsustainable
LEAST_UNITS = 8  # fewer say nothing of what a load goes with
Z = 1.96
COMPANIONS = ("qa_score", "csat", "fcr")


def show(units: pd.DataFrame, rows: pd.DataFrame, measures: dict[str, Measure]) -> None:
    """The load of each unit beside what it is measured by, and what the load goes with."""
    loads = units.assign(
        hard=[format_share(share, 0) for share in units["hard_share"]],
        occupancy=[format_share(share, 0) for share in units["occupancy"]],
    )
    columns = dict(LOAD)
    for code, measure in measures.items():
        if code == "hard_share":  # it has its place beside the occupancy
            continue
        by_unit = rows[rows["measure_code"] == code].set_index("unit_code")
        loads[code] = [_cell(by_unit, unit, measure) for unit in units["unit_code"]]
        columns[code] = st.column_config.TextColumn(measure.label, width=92)
    components.heading(say_load(units), "As it stands, not adjusted: occupancy comes from agents' states alone")
    components.note(say_company(units, rows, measures))
    components.table(loads, columns, "units", height=min(38 + 34 * len(loads), 420))


def say_load(units: pd.DataFrame) -> str:
    """How busy the busiest are, and who has most of the hard contacts."""
    known_load = units.dropna(subset=["occupancy"])
    if known_load.empty:
        return "Occupancy is not known: no source delivers agents' states"
    busy = known_load[known_load["occupancy"] > BUSIEST]
    if busy.empty:
        most = known_load["occupancy"].max()
        return f"Nobody is busier than {format_share(BUSIEST, 0)} of the time; the most is {format_share(most, 0)}"
    names = ", ".join(f"{row.unit_label} {format_share(row.occupancy, 0)}" for row in busy.head(3).itertuples())
    more = f" and {len(busy) - 3} more" if len(busy) > 3 else ""
    return f"Busier than {format_share(BUSIEST, 0)} of the time, which few can keep up: {names}{more}"


def _cell(by_unit: pd.DataFrame, unit_code: str, measure: Measure) -> str:
    if unit_code not in by_unit.index:
        return sentences.NOT_KNOWN
    row = by_unit.loc[unit_code]
    return sentences.TOO_FEW if row["n"] < measure.minimum_count else measure.say(row["value"], row["n"])


def say_company(units: pd.DataFrame, rows: pd.DataFrame, measures: dict[str, Measure]) -> str:
    """What more hard contacts surely go with, over agents or teams; not that they cause it."""
    told = []
    for code in COMPANIONS:
        if code in measures:
            enough = rows[(rows["measure_code"] == code) & (rows["n"] >= measures[code].minimum_count)]
            pairs = units.merge(enough[["unit_code", "adjusted_value"]], on="unit_code").dropna(
                subset=["hard_share", "adjusted_value"]
            )
            told.append(
                (measures[code].label, *rank_correlation(pairs["hard_share"], pairs["adjusted_value"]), len(pairs))
            )
    if not any(each[-1] >= LEAST_UNITS for each in told):
        return f"With fewer than {LEAST_UNITS} to compare, nothing is said of what hard contacts go with."
    sure = [
        _company(*each, units["unit_kind"].iloc[0])
        for each in told
        if each[-1] >= LEAST_UNITS and (each[2] > 0 or each[3] < 0)
    ]
    names = ", ".join(each[0] for each in told)
    return (
        " ".join(sure)
        or f"More hard contacts go surely with neither of {names} ({count_of(told[0][-1], units['unit_kind'].iloc[0])})."
    )


def _company(label: str, value: float, low: float, high: float, count: int, kind: str) -> str:
    way = "a higher" if value > 0 else "a lower"
    sure = f"{value:+.2f}, {low:+.2f} to {high:+.2f}, {count_of(count, kind)}".replace("-", MINUS)
    return f"More hard contacts go with {way} {label} (rank correlation {sure})."


def rank_correlation(left: pd.Series, right: pd.Series) -> tuple[float, float, float]:
    """Spearman's correlation (-1 to 1) with its 95 % interval; 0, -1 to 1 where there are too few.

    Fieller, Hartley and Pearson 1957, Tests for rank correlation coefficients.
    """
    if len(left) < LEAST_UNITS or left.nunique() < 2 or right.nunique() < 2:
        return 0.0, -1.0, 1.0
    value = float(left.rank().corr(right.rank()))
    middle, half = math.atanh(min(max(value, -0.999), 0.999)), Z * math.sqrt(1.06 / (len(left) - 3))
    return value, math.tanh(middle - half), math.tanh(middle + half)
