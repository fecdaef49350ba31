"""Mine: what did I say, what came of it, and where do people differ?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.judgements import who
from dashboards.review import asking, found, labels

MOST_DIFFERENCES = 20
COLUMNS: dict[str, Any] = {
    "labelled_at": st.column_config.DatetimeColumn("Said (UTC)", format="D MMM, HH:mm", width=100),
    "contact_id": st.column_config.TextColumn("Contact", width=140),
    "label": st.column_config.TextColumn("I said", width=220),
    "disposition_label": st.column_config.TextColumn("Agent's code", width=170),
    "state": st.column_config.TextColumn("What came of it", width=210),
}


def show(written: pd.DataFrame) -> None:
    """The reader's labels, the newest first, with the ways to change one; and where people differ."""
    own = told(written[written["labelled_by"] == who()].iloc[::-1].reset_index(drop=True))
    if own.empty:
        components.empty(
            f"{who()} has labelled no contact yet.", "Answer one under “Miscoded codes” or “Worth labelling”."
        )
    else:
        left, right = st.columns([7, 4], gap="medium")
        with left:
            components.heading(f"{sentences.count_of(len(own), 'label')} by {who()}", "Choose a row to change it")
            picked = components.table(own, COLUMNS, "my-labels", pick=True, height=min(38 + 34 * len(own), 400))
        with right:
            _ask_change(own.iloc[picked or 0].to_dict())
    _show_agreement(written)


def told(own: pd.DataFrame) -> pd.DataFrame:
    """The labels with `label`, `disposition_label` and `state`: whether the published run goes by them."""
    rows = own.merge(found.contacts_of(tuple(own["contact_id"])), on="contact_id", how="left", suffixes=("", "_now"))
    is_in_force = (rows["method"] == "label") & (rows["reason_code"] == rows["reason_code_now"])
    state = is_in_force.map({True: "In force", False: "From the next run on"})
    state = state.mask(rows["method"].isna(), "The contact is not published")
    names = found.reasons()
    return rows.assign(label=[names.get(code, code) for code in rows["reason_code"]], state=state)


def _ask_change(row: dict[str, Any]) -> None:
    components.heading(f"{row['label']}: is that still right?", f"{row['contact_id']}. {row['state']}.")
    components.link("contacts", "Read the conversation", contact=row["contact_id"])
    asking.ask_other(row["contact_id"], "mine")
    st.button(
        "Take it back",
        key=f"take-back-{row['contact_id']}",
        on_click=labels.take_back,
        args=(row["contact_id"],),
        help="As if you had said nothing; what others said counts again",
    )


def _show_agreement(written: pd.DataFrame) -> None:
    both, names = labels.shared(written), found.reasons()
    components.heading(
        labels.say_agreement(both), "Contacts on which all who labelled them say the same; 95 % interval"
    )
    differing = both[both["pairs"] != both["same_pairs"]].head(MOST_DIFFERENCES)
    with st.container(key="differences", gap="xxsmall"):
        for row in differing.itertuples():
            said = "; ".join(f"{person}: {names.get(code, code)}" for person, code in sorted(row.people.items()))
            components.link("contacts", said, contact=row.contact_id)
