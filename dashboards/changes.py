"""Changes: what fell silent, and what has slowly risen or fallen?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, marts, sentences
from dashboards.view import View

TOLD = 4  # in a sentence each; the table holds all
COLUMNS: dict[str, Any] = {
    "what": st.column_config.TextColumn("What", width=220),
    "change": st.column_config.TextColumn("Change", width=90),
    "before_per_day": st.column_config.NumberColumn("Usual a day", format="%.1f", width=90),
    "now_per_day": st.column_config.NumberColumn("Now a day", format="%.1f", width=90),
    "excess_count": st.column_config.NumberColumn("Contacts more or fewer", format="%.0f", width=140),
    "started_date": st.column_config.DateColumn("Since about", format="ddd D MMM YYYY", width=125),
    "state": st.column_config.TextColumn("State", width=130),
}
KINDS = {"drop": "drop", "slow_rise": "slow rise", "slow_fall": "slow fall"}
STATES = {"open": "going on", "back": "back to usual", "usual": "the usual level now"}


def show(view: View) -> None:
    """The card of drops and slow changes that touch the period."""
    changes = marts.changes(view)
    with components.card("changes"):
        components.heading(
            say(changes),
            "Levels over weeks, which no single day shows, and days on which a reason fell silent; spikes are left out",
        )
        if changes.empty:
            components.empty("No series moved to another level in this period.")
            return
        for change in changes.head(TOLD).to_dict("records"):
            components.note(f"{sentences.change_headline(change)} {sentences.change_certainty(change)}")
        components.table(rows(changes), COLUMNS, "changes", height="content" if len(changes) <= 8 else 300)


def say(changes: pd.DataFrame) -> str:
    """2 slow rises and 1 drop; 1 of them goes on."""
    if changes.empty:
        return "No slow rise and no drop"
    counts = changes["kind_code"].value_counts()
    parts = [
        f"{counts[code]} {label}{'' if counts[code] == 1 else 's'}" for code, label in KINDS.items() if code in counts
    ]
    going_on = int(changes["is_open"].sum())
    named = f"{', '.join(parts[:-1])} and {parts[-1]}" if len(parts) > 1 else parts[0]
    return f"{named}; {going_on or 'none'} of them {'goes' if going_on == 1 else 'go'} on"


def rows(changes: pd.DataFrame) -> pd.DataFrame:
    """The table's rows: what, change, state beside the numbers."""
    where = changes["where_label"].fillna("")
    subject = pd.Series([sentences.subject_of(row) for row in changes.to_dict("records")], changes.index, dtype=object)
    return changes.assign(
        what=subject.where(where == "", subject + ", " + where),
        change=changes["kind_code"].map(KINDS),
        state=changes["state_code"].map(STATES),
    )
