"""Handled: how was one contact handled, and how did it feel?

A strip of the customer's turns (up is positive, down is negative), what it says in words, and the scorecard with links to the
turns that prove it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.components import plain
from dashboards.conversation import turn_anchor
from dashboards.performance.said import MARKS, NOT_FOR_DECISIONS, VERDICTS, criteria_of
from dashboards.sentences import format_share, is_missing

EFFORT = {
    "repeat": "had contacted us before about it",
    "transfer": "was transferred",
    "hold": "was put on hold",
    "said_again": "had to say it again",
    "long_way": "had a long way to the answer",
}
TAKEN = ["criterion_label", "definition", "verdict", "machine_verdict", "confidence", "reviewed_by"]
FEELS = 0.15  # a sentiment nearer to 0 is neutral


def show_feeling(contact: Mapping[str, Any], turns: pd.DataFrame) -> None:
    """The strip and its words; a sentence where no turn tells."""
    felt = turns[turns["sentiment"].notna()]
    if not (felt["sentiment_confidence"] > 0).any():
        components.note("How it felt is not known: no turn of the customer tells.")
    else:
        st.html(f'<div class="voc-strip" role="group" aria-label="{plain(say_course(contact))}">{_strip(felt)}</div>')
        components.note(say_course(contact))
    for sentence in (say_effort(contact), say_churn(contact)):
        if sentence:
            components.note(sentence)


def _strip(felt: pd.DataFrame) -> str:
    return "".join(_bar(row) for row in felt.to_dict("records"))


def _bar(row: Mapping[str, Any]) -> str:
    """One turn as a bar that leads to it: as high as it feels, and nothing where it does not tell."""
    value = float(row["sentiment"]) if row["sentiment_confidence"] else 0.0
    way = "voc-up" if value > 0 else "voc-down"
    bar = f'<span style="height:{abs(value) * 50:.0f}%"></span>' if abs(value) >= 0.05 else ""
    title = f"Turn {int(row['turn_index'])}: {feel(value) if row['sentiment_confidence'] else 'no evidence'}"
    return f'<a class="{way}" href="#{turn_anchor(int(row["turn_index"]))}" title="{plain(title)}">{bar}</a>'


def feel(value: float) -> str:
    """positive, neutral or negative."""
    return "neutral" if abs(value) < FEELS else "positive" if value > 0 else "negative"


def say_course(contact: Mapping[str, Any]) -> str:
    """Began negative, ended positive: turned around. The low point is turn 1."""
    start, end = contact["start_sentiment"], contact["end_sentiment"]
    if is_missing(start) or is_missing(end):
        return "How it felt is not known."
    return f"The customer began {feel(start)} and ended {feel(end)}{_turned(contact)}.{_lowest(contact)}"


def _turned(contact: Mapping[str, Any]) -> str:
    if _is_true(contact["is_turned_around"]):
        return ": turned around"
    return ": escalated" if _is_true(contact["is_escalated"]) else ""


def _lowest(contact: Mapping[str, Any]) -> str:
    low = contact["low_turn_index"]
    if is_missing(low) or feel(contact["low_sentiment"]) != "negative":
        return ""
    return f" The low point is turn {int(low)}."


def say_effort(contact: Mapping[str, Any]) -> str:
    """The customer had effort: was transferred, had to say it again."""
    signs = _listed(contact["effort_signs"])
    told = [EFFORT.get(sign, sign.replace("_", " ")) for sign in signs]
    return f"Effort: the customer {', '.join(told)}." if told else ""


def say_churn(contact: Mapping[str, Any]) -> str:
    """The customer says that they may leave (turn 7)."""
    if not _is_true(contact["has_churn_risk"]):
        return ""
    turn = contact["churn_turn_index"]
    return "The customer says that they may leave" + ("." if is_missing(turn) else f" (turn {int(turn)}).")


def show_scorecard(contact: Mapping[str, Any], rows: pd.DataFrame) -> None:
    """The criteria with their verdicts; a sentence where nothing was scored."""
    if rows.empty:
        components.note("Not scored: the transcript does not say who spoke.")
        return
    components.heading(say_score(contact, rows), "Each verdict with the turns that prove it")
    body = "".join(_criterion(row) for row in rows.to_dict("records"))
    st.html(f'<table class="voc-card-rows">{body}</table>')
    turns = [" ".join(str(int(turn)) for turn in _listed(proof)) for proof in rows["evidence_turn_indexes"]]
    components.download(rows[TAKEN].assign(turns=turns), "scorecard")


def say_score(contact: Mapping[str, Any], rows: pd.DataFrame) -> str:
    """QA score 75 of 100: 3 of 4 criteria that apply are met."""
    applies = rows[rows["verdict"] != "not_applicable"]
    met = f"{(applies['verdict'] == 'met').sum()} of {criteria_of(len(applies))} that apply met"
    if _is_true(contact["is_auto_failed"]):
        return f"QA score 0 of 100, failed at once: {met}"
    score = contact["qa_score"]
    return sentences.upper_first(met) if is_missing(score) else f"QA score {score:.0f} of 100: {met}"


def evidence_of(rows: pd.DataFrame) -> dict[int, list[str]]:
    """What each turn proves: by turn_index, the marks and names of the criteria."""
    proved: dict[int, list[str]] = {}
    for row in rows[rows["verdict"] != "not_applicable"].to_dict("records"):
        for turn in _listed(row["evidence_turn_indexes"]):
            proved.setdefault(int(turn), []).append(f"{MARKS.get(row['verdict'], '')} {row['criterion_label']}")
    return proved


def _criterion(row: Mapping[str, Any]) -> str:
    turns = "".join(
        f'<a href="#{turn_anchor(int(turn))}">turn {int(turn)}</a>' for turn in _listed(row["evidence_turn_indexes"])
    )
    about = f"{VERDICTS.get(row['verdict'], row['verdict'])}, {_whose(row)}"
    distrust = f", {NOT_FOR_DECISIONS}" if _is_false(row["is_trusted"]) else ""
    return (
        f'<tr class="voc-{row["verdict"].replace("_", "-")}" title="{plain(row["definition"] or "")}">'
        f"<td>{MARKS.get(row['verdict'], '')}</td><td>{plain(row['criterion_label'])}</td>"
        f'<td class="voc-stage">{plain(about)}{distrust} {turns}</td></tr>'
    )


def _whose(row: Mapping[str, Any]) -> str:
    """Whose verdict it is: a person's with the machine's beside it, or the machine's and how sure it is."""
    if isinstance(row["reviewed_by"], str):
        machine = row["machine_verdict"]
        is_same = machine == row["verdict"] or not isinstance(machine, str)
        return f"says {row['reviewed_by']}" + ("" if is_same else f" (machine: {VERDICTS.get(machine, machine)})")
    return f"{format_share(row['confidence'], 0)} sure"


def _listed(values: Any) -> list[Any]:
    """A list of a mart, which is an array, or null."""
    return list(values) if isinstance(values, Iterable) and not isinstance(values, str) else []


def _is_true(value: Any) -> bool:
    return not is_missing(value) and bool(value)


def _is_false(value: Any) -> bool:
    return not is_missing(value) and not bool(value)
