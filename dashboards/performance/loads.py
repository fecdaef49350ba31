"""Loads: how busy are agents, who has most of the hard contacts, and what does that go with?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, marts, sentences
from dashboards.components import plain
from dashboards.performance import found
from dashboards.performance.measures import Measure, known
from dashboards.sentences import format_share

LOAD = {  # of each column, its name and what it means
    "unit_label": ("Name", ""),
    "team_label": ("Team", ""),
    "contacts": ("Contacts", ""),
    "occupancy": ("Occupancy", "Time on contacts, of time on contacts and idle"),
    "hard": ("Hard contacts", "Angry or escalated, of all their contacts"),
}
WORDS = ("unit_label", "team_label")
BUSIEST = 0.85  # an occupancy above it is widely called unsustainable
SURE = 0.05  # false discovery rate, under which a load is said to go with something
LOADS = {  # whose days, and what there is more of
    "occupancy": ("busy days", "occupancy"),
    "hard_share": ("days of hard contacts", "hard contacts among all"),
}


def show(units: pd.DataFrame, rows: pd.DataFrame, measures: dict[str, Measure]) -> None:
    """The load of each unit beside what it is measured by, and what the load goes with."""
    loads = units.assign(
        hard=[format_share(share, 0) for share in units["hard_share"]],
        occupancy=[format_share(share, 0) for share in units["occupancy"]],
        contacts=[sentences.format_count(count) for count in units["contact_count"]],
    )
    columns = dict(LOAD)
    for code, measure in measures.items():
        if code == "hard_share":  # it has its place beside the occupancy
            continue
        by_unit = rows[rows["measure_code"] == code].set_index("unit_code")
        loads[code] = [_cell(by_unit, unit, measure) for unit in units["unit_code"]]
        columns[code] = (measure.label, measure.definition)
    components.heading(say_load(units), "As it stands, not adjusted: occupancy comes from agents' states alone")
    associations = found.load_associations()
    components.note(say_company(associations, known(associations["outcome_code"], marts.kpis())))
    st.html(_table(loads, columns))
    components.download(
        loads[list(columns)].rename(columns={code: name for code, (name, _) in columns.items()}), "units"
    )


def _table(loads: pd.DataFrame, columns: dict[str, tuple[str, str]]) -> str:
    """All units and measures at once: names of columns break, so that nothing has to be scrolled to."""
    head = "".join(
        f'<th{_side(code)} title="{plain(about)}">{plain(name)}</th>' for code, (name, about) in columns.items()
    )
    rows = "".join(
        f"<tr>{''.join(f'<td{_side(code)}>{plain(row[code])}</td>' for code in columns)}</tr>"
        for row in loads.to_dict("records")
    )
    return f'<div class="voc-wide"><table class="voc-rows voc-loads"><tr>{head}</tr>{rows}</table></div>'


def _side(code: str) -> str:
    return "" if code in WORDS else ' class="voc-right"'


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


def say_company(associations: pd.DataFrame, measures: dict[str, Measure]) -> str:
    """What agents' busy days and days of hard contacts surely go with; not that they cause it.

    Args:
        associations: rows of marts.load_association.
        measures: those that it names.
    """
    if associations.empty:
        return "Too few days of agents are known to say what busy days and days of hard contacts go with."
    is_sure = (associations["q_value"] < SURE) & ((associations["low"] > 0) | (associations["high"] < 0))
    told = [_company(row, measures[row["outcome_code"]]) for row in associations[is_sure].to_dict("records")]
    if told:
        return " ".join(told) + " Associated, which does not mean that it causes it."
    names = " or ".join(sorted(measures[code].label for code in associations["outcome_code"].unique()))
    loads = [LOADS[code][0] for code in associations["load_code"].unique()]
    who = f"Neither {' nor '.join(loads)} surely go" if len(loads) > 1 else f"It is not sure that {loads[0]} go"
    return f"{who} with {names} (up to {_days(associations['n'].max())})."


def _company(row: dict[str, Any], measure: Measure) -> str:
    """On days with ten points more occupancy, the same agents have Average handle time 12 s higher (4 s to 20 s, …)."""
    way = "higher" if row["effect"] > 0 else "lower"
    near, far = sorted([abs(row["low"]), abs(row["high"])])
    size, near, far = (_apart(value, measure.unit) for value in (abs(row["effect"]), near, far))
    days = LOADS[row["load_code"]][1]
    return (
        f"On days with ten points more {days}, the same agents have {measure.label} {size} {way}"
        f" ({near} to {far}, {_days(row['n'])})."
    )


def _apart(size: float, unit: str) -> str:
    """12 s; 3 points of a share; 1.4: how far two values are from each other."""
    if unit == "share":
        return f"{100 * size:.1f} points"
    return sentences.format_duration(size) if unit == "seconds" else f"{size:.1f}"


def _days(count: int) -> str:
    return f"{sentences.format_count(count)} days of an agent"
