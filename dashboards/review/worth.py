"""Worth labelling: of which contacts does a label teach the machine most?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.review import asking, found
from dashboards.sentences import format_share

WHY = {
    "learn": "Chosen because the machine is unsure of it and of many like it: a label here teaches most.",
    "judge": "Drawn at random: this label judges the machine and teaches it nothing, so its guess is not shown.",
}


def show(written: pd.DataFrame) -> None:
    """The next contact worth a label; a sentence where none waits."""
    asking.show_progress()
    waiting = asking.left_over(found.candidates(), written, "worth")
    if waiting.empty:
        components.empty("No contact waits for a label.", "The next run chooses new ones, once a model reads contacts.")
        return
    row = waiting.iloc[0].to_dict()
    left, right = st.columns([6, 5], gap="medium")
    with left:
        asking.show_talk(row["contact_id"], is_guess_shown=row["use_code"] == "learn")
    with right:
        components.heading("What is this contact about?", say_guess(row))
        asking.ask_reason(row, likely(row), "worth")
        components.note(f"{sentences.contacts_of(len(waiting))} left. {WHY.get(row['use_code'], '')}")
        asking.say_kept()


def say_guess(row: Mapping[str, Any]) -> str:
    """The machine guesses Refund (41 % sure); of those that judge it, only the agent's code is said."""
    code = row["disposition_label"]
    agent = f"Agent's code: {code}." if isinstance(code, str) else "No agent's code."
    if row["use_code"] == "judge":
        return agent
    return f"The machine guesses {row['best_label']} ({format_share(row['confidence'], 0)} sure). {agent}"


def likely(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The two likeliest reasons, code and label, the likeliest first; by name where the guess is not shown."""
    pairs = [
        (row[f"{name}_code"], row[f"{name}_label"])
        for name in ("best", "runner_up")
        if isinstance(row[f"{name}_label"], str)
    ]
    return sorted(pairs, key=lambda pair: pair[1]) if row["use_code"] == "judge" else pairs
