"""Miscoded: is the agent's code wrong, or the machine?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.review import asking, found
from dashboards.sentences import format_share
from dashboards.view import View


def show(view: View, written: pd.DataFrame) -> None:
    """The next contact whose code looks wrong; a sentence where none does."""
    rows = found.miscoded(view)
    waiting = asking.left_over(rows, written, "miscoded")
    if waiting.empty:
        components.empty(
            "No code of this period looks wrong and unanswered.",
            "Codes are judged by the words of the contact. Look at a longer period, or come again after the next run.",
        )
        return
    row = waiting.iloc[0].to_dict()
    left, right = st.columns([6, 5], gap="medium")
    with left:
        asking.show_talk(row["contact_id"])
    with right:
        components.heading(
            f"The agent says {row['given_label']}, the words say {row['suggested_label']}", say_doubt(row)
        )
        ways = [
            (row["suggested_code"], f"Accept ours: {row['suggested_label']}"),
            (row["given_code"], f"Keep theirs: {row['given_label']}"),
        ]
        asking.ask_reason(row, ways, "miscoded")
        done = len(rows) - len(waiting)
        components.note(f"{sentences.count_of(len(waiting), 'code')} left, {sentences.format_count(done)} answered.")
        asking.say_kept()


def say_doubt(row: Mapping[str, Any]) -> str:
    """Code "Late delivery", wrong with a chance of 93 %. Tue 3 Mar, Team A."""
    day = sentences.format_date(row["contact_date"]) if pd.notna(row["contact_date"]) else "No date"
    where = ", ".join(part for part in (day, row["team_label"]) if isinstance(part, str))
    return f"Code “{row['disposition_label']}”, wrong with a chance of {format_share(row['wrong_chance'], 0)}. {where}."
