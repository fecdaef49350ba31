"""Units: how do agents and teams compare, efficiency beside quality, adjusted for what they handle?

Nobody is ranked: who cannot be told apart stands in one group, by name, and a place is told as all those that are open. A
handle time that is long where more is resolved is balanced, and is never marked as slow.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, marts, sentences
from dashboards.performance import drawn, found, loads, said
from dashboards.performance.measures import Measure, known
from dashboards.sentences import count_of

KINDS = {"agent": "Agents", "team": "Teams"}
HIGHER, LOWER, ALIKE, FEW = "higher", "lower", "alike", "few"
GROUPS = {
    HIGHER: "higher than the rest",
    LOWER: "lower than the rest",
    ALIKE: "cannot be told apart",
    FEW: sentences.TOO_FEW,
}
MOST_ROWS = 40  # drawn; the table has all


def show() -> None:
    """Imbalances first, then one measure of efficiency beside one of quality, then the load."""
    kind = st.segmented_control(
        "Compare",
        list(KINDS),
        format_func=KINDS.get,
        default="agent",
        required=True,
        key="unit-kind",
        label_visibility="collapsed",
    )
    units, rows = found.units(kind), found.measures(kind)
    if rows.empty:
        components.empty(
            f"{KINDS[kind]} cannot be compared yet.",
            f"Contacts have to name their {kind}, and some have to lie in the last 56 days.",
        )
        return
    measures = known(rows["measure_code"], marts.kpis())
    with components.card("balance"):
        _show_imbalances(units, rows, measures)
    left, right = st.columns([1, 1], gap="small")
    with left, components.card("efficiency", height="stretch"):
        _show_measure(rows, [each for each in measures.values() if each.is_efficiency], "Efficiency")
    with right, components.card("quality-side", height="stretch"):
        _show_measure(rows, [each for each in measures.values() if not each.is_efficiency], "Quality")
    with components.card("load"):
        loads.show(units, rows, measures)


def grouped(rows: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The units of one measure with `group`: higher than the rest, lower, or not to be told apart; in each by name.
    With `open_places`, in words.

    Args:
        rows: of marts.unit_measure with unit_label and imbalance_code, all of one measure.
    """
    usual = usual_value(rows)
    groups = [_group(row, measure, usual) for row in rows.to_dict("records")]
    order = {code: place for place, code in enumerate(GROUPS)}
    placed = rows.assign(group=groups, place=[order[group] for group in groups], open_places=open_places(rows, measure))
    return placed.sort_values(["place", "unit_label", "unit_code"], kind="stable").reset_index(drop=True)


def open_places(rows: pd.DataFrame, measure: Measure) -> list[str]:
    """3 to 9 of 12: the places of each unit that its interval leaves open, the best first; the lowest where none is better."""
    count = int(rows["rank_low"].notna().sum())
    is_up = measure.direction == "up"
    told = []
    for low, high in zip(rows["rank_low"], rows["rank_high"], strict=True):
        if count < 2 or sentences.is_missing(low):
            told.append(sentences.NOT_KNOWN)
            continue
        first, last = (count + 1 - int(high), count + 1 - int(low)) if is_up else (int(low), int(high))
        told.append(f"{first} of {count}" if first == last else f"{first} to {last} of {count}")
    return told


def usual_value(rows: pd.DataFrame) -> float:
    """What all units together have."""
    return float((rows["value"] * rows["n"]).sum() / max(rows["n"].sum(), 1))


def _group(row: dict[str, Any], measure: Measure, usual: float) -> str:
    if row["n"] < measure.minimum_count:
        return FEW
    if not bool(row["stands_out"]):
        return ALIKE
    return HIGHER if row["adjusted_value"] > usual else LOWER


def balance_of(row: dict[str, Any]) -> str:
    """The word that stands behind this measure of a unit whose numbers must be read together, else nothing."""
    if row["measure_code"] != row["imbalance_measure_code"]:
        return ""
    return "balanced" if row["imbalance_code"] == said.BALANCED else "out of balance"


def tone_of(row: dict[str, Any], measure: Measure) -> str:
    """Alarm for what needs a look, accent for what is good; a number that another one explains is neither."""
    if row["group"] in (ALIKE, FEW):
        return "muted" if row["group"] == ALIKE else "context"
    if balance_of(row):
        return "muted" if row["imbalance_code"] == said.BALANCED else "alarm"
    is_good = (row["group"] == HIGHER) == (measure.direction == "up")
    return "muted" if measure.direction == "none" else "accent" if is_good else "alarm"


def say_groups(placed: pd.DataFrame, measure: Measure) -> str:
    """CSAT: 4 cannot be told apart; Average handle time: 1 higher than the rest, 4 cannot be told apart."""
    counts = placed["group"].value_counts()
    told = [f"{counts[code]} {name}" for code, name in GROUPS.items() if code in counts]
    return f"{measure.label}: {', '.join(told)}"


def _show_imbalances(units: pd.DataFrame, rows: pd.DataFrame, measures: dict[str, Measure]) -> None:
    uneven = units[units["imbalance_code"].notna()]
    uneven = uneven.sort_values("imbalance_code", key=lambda codes: codes == said.BALANCED, kind="stable")
    bad = int((uneven["imbalance_code"] != said.BALANCED).sum())
    components.heading(
        f"{count_of(bad, 'imbalance')} between speed, quality and cost"
        if bad
        else "No imbalance between speed, quality and cost was found",
        "Numbers that must be read together: where one is good at the expense of the other, it is named",
    )
    for place, unit in enumerate(uneven.to_dict("records")):
        of_unit = rows[rows["unit_code"] == unit["unit_code"]]
        key = f"attention-unit-{place}" if unit["imbalance_code"] != said.BALANCED else f"balanced-unit-{place}"
        with st.container(key=key):
            components.note(said.imbalance(unit, of_unit, measures))


def _show_measure(rows: pd.DataFrame, measures: list[Measure], title: str) -> None:
    labels = {each.code: each.label for each in measures}
    if not labels:
        components.heading(title)
        components.empty(f"Nothing of {sentences.lower_first(title)} is measured here.")
        return
    code = st.selectbox(
        title, list(labels), format_func=labels.get, key=f"measure-{title.lower()}", help=_definitions(measures)
    )
    measure = next(each for each in measures if each.code == code)
    placed = grouped(rows[rows["measure_code"] == code], measure)
    components.heading(
        say_groups(placed, measure), "Adjusted for the mix of contacts and for small n; the rule is what all have"
    )
    if len(placed) == 1:
        components.note("There is nobody to compare with.")
    told = placed[placed["group"] != FEW].head(MOST_ROWS).sort_values(["unit_label", "unit_code"])
    if told.empty:
        components.empty("Too few contacts to compare anybody.", f"A unit needs {measure.minimum_count}.")
        return
    drawing = drawn.interval_dots(
        dots(told, measure), measure.unit, components.palette(), rule=usual_value(placed), room=drawn.HALF
    )
    components.chart(drawing, say_groups(placed, measure), f"measure-{measure.code}", is_filtered=False)
    _say_left_out(placed, told, measure)


def _definitions(measures: list[Measure]) -> str:
    """What each measure means, behind the question mark."""
    defined = [f"**{components.literal(each.label)}**: {components.literal(each.definition)}" for each in measures]
    return "\n\n".join(defined)


def dots(placed: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The rows as drawn.interval_dots wants them: who stands out says so in a word, too."""
    signs = {HIGHER: "▲", LOWER: "▼"}
    words = []
    for row in placed.to_dict("records"):
        value = f"{measure.say(row['adjusted_value'], row['n'])}, n {sentences.format_count(row['n'])}"
        sign = signs.get(row["group"], "")
        words.append(f"{value} {sign} {balance_of(row) or (sign and row['group'])}".rstrip())
    return pd.DataFrame(
        {
            "label": labels(placed),
            "value": placed["adjusted_value"],
            "low": placed["low"],
            "high": placed["high"],
            "words": words,
            "places": placed["open_places"],
            "tone": [tone_of(row, measure) for row in placed.to_dict("records")],
        }
    )


def labels(placed: pd.DataFrame) -> pd.Series:
    """The units' names; two of the same name are told apart by their codes."""
    twice = placed["unit_label"].duplicated(keep=False)
    return placed["unit_label"].where(~twice, placed["unit_label"] + " (" + placed["unit_code"] + ")")


def _say_left_out(placed: pd.DataFrame, told: pd.DataFrame, measure: Measure) -> None:
    few = list(placed.loc[placed["group"] == FEW, "unit_label"])
    if few:
        names = ", ".join(few[:5]) + (f" and {len(few) - 5} more" if len(few) > 5 else "")
        components.note(f"Too few (under {measure.minimum_count}): {names}.")
    rest = len(placed) - len(few) - len(told)
    if rest > 0:
        components.note(f"{rest} more cannot be told apart; the table below has all.")
