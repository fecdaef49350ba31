"""Deliveries: which doors are open, what waits, and what became of the last letters?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, sentences, subscribing
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace, outbox

moment = {"format": "D MMM, HH:mm", "width": 110}
DOOR_COLUMNS: dict[str, Any] = {
    "door_name": st.column_config.TextColumn("Door", width=90),
    "kind": st.column_config.TextColumn("Kind", width=80),
    "state": st.column_config.TextColumn("State", width=70),
    "error": st.column_config.TextColumn("What is wrong", width=260),
    "waiting_count": st.column_config.NumberColumn("Waiting", format="localized", width=70),
    "refused_count": st.column_config.NumberColumn("Refused", format="localized", width=70),
    "delivered_count": st.column_config.NumberColumn("Delivered", format="localized", width=80),
    "delivered_at": st.column_config.DatetimeColumn("Last (UTC)", **moment),
    "next_try_at": st.column_config.DatetimeColumn("Next try (UTC)", **moment),
}
LETTER_COLUMNS: dict[str, Any] = {
    "queued_at": st.column_config.DatetimeColumn("Queued (UTC)", **moment),
    "subject": st.column_config.TextColumn("Letter", width=300),
    "door_name": st.column_config.TextColumn("Door", width=90),
    "state": st.column_config.TextColumn("State", width=90),
    "error": st.column_config.TextColumn("Why not", width=220),
    "tries": st.column_config.NumberColumn("Tries", width=60),
    "delivered_at": st.column_config.DatetimeColumn("Delivered (UTC)", **moment),
}
SHOWN = 100


def show() -> None:
    try:
        with open_workspace(load_settings()) as workspace:
            doors, letters = outbox.read_doors(workspace), outbox.read_deliveries(workspace, SHOWN)
    except WorkspaceError as error:
        components.empty("What was delivered is not known.", str(error))
        return
    told = tell_doors(doors)
    with components.card("doors"):
        components.heading(say_doors(told), "By which reports and alerts leave; they stand in voc.toml under [doors]")
        if told.empty:
            components.empty("Reports and alerts stay here.", "Name a door in voc.toml, such as `[doors.mail]`.")
        components.table(told, DOOR_COLUMNS, "doors", height="content")
        if told["is_dead"].any() or told["refused_count"].any():
            components.note("Once a door is mended, voc deliver --retry sends at once what waits and what was refused.")
    with components.card("letters"):
        components.heading(say_letters(letters), f"The newest {SHOWN}; nothing that waits is lost")
        components.table(letters.assign(state=letters["state_code"].map(subscribing.STATES)), LETTER_COLUMNS, "letters")
    if access.reader().may("subscribe"):
        with components.card("subscribed"):
            subscribing.show()


def tell_doors(doors: pd.DataFrame) -> pd.DataFrame:
    """Doors as the table shows them, those of voc.toml that no letter was for among them."""
    kinds = {name: subscribing.DOORS[door.kind] for name, door in load_settings().doors.items()}
    known = (
        doors.set_index("door_name")
        .reindex(sorted({*doors["door_name"], *kinds}))
        .rename_axis("door_name")
        .reset_index()
    )
    counts = ["waiting_count", "refused_count", "delivered_count"]
    known[counts] = known[counts].fillna(0).astype("int64")
    known["is_dead"] = known["is_dead"].eq(True)
    failing = known["failing_since"].notna()
    state = known["is_dead"].map({True: "dead", False: "open"}).mask(failing & ~known["is_dead"], "failing")
    kind = known["door_name"].map(kinds).fillna("not in voc.toml")
    return known.assign(state=state, kind=kind)


def say_doors(doors: pd.DataFrame) -> str:
    """1 of 3 doors is dead, 12 letters wait."""
    if doors.empty:
        return "There is no door yet"
    dead, waiting = int(doors["is_dead"].sum()), int(doors["waiting_count"].sum())
    wait = f", {sentences.count_of(waiting, 'letter')} wait{'s' if waiting == 1 else ''}" if waiting else ""
    if dead:
        return f"{dead} of {sentences.count_of(len(doors), 'door')} {'is' if dead == 1 else 'are'} dead{wait}"
    return f"{sentences.count_of(len(doors), 'door')}, none of them dead{wait}"


def say_letters(letters: pd.DataFrame) -> str:
    if letters.empty:
        return "No letter was sent yet"
    counts = letters["state_code"].map(subscribing.STATES).value_counts()
    return ", ".join(f"{count} {state}" for state, count in counts.items())
