"""Moves: what goes with satisfaction, recommendation and repeats, all else being equal, and which reasons weigh most?

Associations, never causes: each effect is what is left when reason, channel, language and the other behaviours and waits are
held equal, with its interval, beside the difference as it stands.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.performance import drawn, found, said
from dashboards.performance.measures import MINIMUM
from dashboards.sentences import contacts_of, format_count

MOST_ROWS = 14
KINDS = {"behaviour": "What agents do", "wait": "What customers wait for", "reason": "What contacts are about"}
IMPACT: dict[str, Any] = {
    "reason_label": st.column_config.TextColumn("Reason", width=132),
    "impact_words": st.column_config.TextColumn(
        "Weight", width=62, help="Contacts times the gap: points in all, or contacts that came back"
    ),
    "range": st.column_config.TextColumn("95 % interval", width=112, help="Of the weight"),
    "gap_words": st.column_config.TextColumn("Gap", width=62, help="Against the mean of all other reasons"),
    "n": st.column_config.NumberColumn("n", format="localized", width=50),
    "mean_words": st.column_config.TextColumn("Mean", width=60),
}


def show() -> None:
    """One outcome at a time: behaviours and waits, then reasons."""
    outcomes = found.outcomes()
    if not outcomes:
        components.empty(
            "What moves satisfaction cannot be said yet.",
            "It needs surveys (CSAT or NPS) or customers who are known again; add them to the sources.",
        )
        return
    outcome = st.segmented_control(
        "Outcome",
        outcomes,
        format_func=_title,
        default=outcomes[0],
        required=True,
        key="outcome",
        label_visibility="collapsed",
    )
    rows = found.drivers(outcome)
    with components.card("drivers"):
        _show_drivers(rows[rows["factor_kind"] != "reason"], outcome)
    left, right = st.columns([1, 1], gap="small")
    with left, components.card("reason-effects", height="stretch"):
        _show_reasons(rows[rows["factor_kind"] == "reason"], outcome)
    with right, components.card("impacts", height="stretch"):
        _show_impacts(found.impacts(outcome), outcome)


def _title(outcome: str) -> str:
    return sentences.upper_first(said.OUTCOMES.get(outcome, outcome))


def is_sure(rows: pd.DataFrame) -> pd.Series:
    """Whether an effect's interval leaves out nothing at all."""
    return (rows["low"] > 0) | (rows["high"] < 0)


def _show_drivers(rows: pd.DataFrame, outcome: str) -> None:
    what = said.OUTCOMES.get(outcome, outcome)
    told = rows[is_sure(rows) & (rows["n"] >= MINIMUM)]
    if told.empty:
        components.heading(f"No behaviour and no wait surely goes with {what}")
    else:
        first = said.driver(told.iloc[0].to_dict(), outcome).removesuffix(".")
        components.heading(first, "“Goes with” does not mean that it causes it: full what is left, hollow as it stands")
    if len(rows):
        drawing = drawn.interval_dots(dots(rows, outcome), "effect", components.palette(), rule=0.0, label_width=300)
        told_all = " ".join(said.driver(row, outcome) for row in rows.head(MOST_ROWS).to_dict("records"))
        components.chart(drawing, told_all, "what-moves", is_filtered=False)
    for row in told.iloc[1:4].to_dict("records"):
        components.note(said.driver(row, outcome))


def dots(rows: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """The rows as drawn.interval_dots wants them; what may be nothing is grey."""
    shown = rows.head(MOST_ROWS)
    better = (shown["effect"] > 0) == (outcome != "repeat")
    how = [said.per(row) for row in shown.to_dict("records")]
    return pd.DataFrame(
        {
            "label": [
                f"{label}, {each}" if each else label for label, each in zip(shown["factor_label"], how, strict=True)
            ],
            "value": shown["effect"],
            "low": shown["low"],
            "high": shown["high"],
            "before": shown["raw_effect"],
            "words": [
                f"{said.effect(row.effect, outcome)}, n {format_count(row.n)}"
                + ("" if row.n >= MINIMUM else f" ({sentences.TOO_FEW})")
                for row in shown.itertuples()
            ],
            "tone": [
                "context" if not sure else "accent" if good else "alarm"
                for sure, good in zip(is_sure(shown), better, strict=True)
            ],
        }
    )


def _show_reasons(rows: pd.DataFrame, outcome: str) -> None:
    sure = rows[is_sure(rows)]
    worst = (
        f"{sure.iloc[0]['factor_label']} differs most from all other reasons"
        if len(sure)
        else "No reason surely differs"
    )
    components.heading(worst, "All else being equal: full; as it stands: hollow")
    if len(rows):
        drawing = drawn.interval_dots(
            dots(rows, outcome), "effect", components.palette(), rule=0.0, label_width=150, room=drawn.HALF
        )
        components.chart(drawing, worst, "reasons-that-move", is_filtered=False)


def _show_impacts(rows: pd.DataFrame, outcome: str) -> None:
    if rows.empty:
        components.heading("Reasons by weight")
        components.empty("No reason has enough answers.", "Look again when more surveys have come.")
        return
    components.heading(say_impact(rows, outcome), "Weight: contacts times their gap from all other reasons")
    shown = rows.assign(
        impact_words=[_weight(value) for value in rows["impact"]],
        gap_words=[said.effect(value, outcome) for value in rows["gap"]],
        range=[f"{_weight(low)} to {_weight(high)}" for low, high in zip(rows["low"], rows["high"], strict=True)],
        mean_words=[
            sentences.format_share(mean, n) if outcome == "repeat" else f"{mean:.1f}"
            for mean, n in zip(rows["mean"], rows["n"], strict=True)
        ],
    )
    components.table(shown, IMPACT, "impacts", height=min(40 + 34 * len(shown), 360))


def say_impact(rows: pd.DataFrame, outcome: str) -> str:
    """Damaged shipment weighs most on satisfaction (CSAT): −0.80 on 310 contacts; of those that surely weigh on it."""
    is_bad = rows["low"] > 0 if outcome == "repeat" else rows["high"] < 0
    what = said.OUTCOMES.get(outcome, outcome)
    if not is_bad.any():
        return f"No reason surely weighs on {what}"
    row = rows[is_bad].iloc[0]
    return f"{row['reason_label']} weighs most on {what}: {said.effect(row['gap'], outcome)} on {contacts_of(row['n'])}"


def _weight(value: float) -> str:
    """Points that all contacts together would move by, or contacts that came back: −248."""
    return sentences.NOT_KNOWN if sentences.is_missing(value) else f"{value:+,.0f}".replace("-", sentences.MINUS)
