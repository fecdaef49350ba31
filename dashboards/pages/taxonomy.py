"""Taxonomy: what are contacts counted as, and what should change?"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, movements, sentences
from dashboards.taxonomy import asking, changing, past, tree
from dashboards.topics.edits import read_history, taken_codes
from dashboards.view import View
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError
from pipelines.workspace.edits import in_force

COLUMNS: dict[str, Any] = {
    "name": st.column_config.TextColumn("Group and reason", width=220),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=80),
    "share": st.column_config.NumberColumn("Share", format="%.1f %%", width=70, help="Of all contacts of the period"),
    "owner": st.column_config.TextColumn("Owner", width=130),
    "definition": st.column_config.TextColumn("Definition", width=340),
}
EDITS: dict[str, Any] = {
    "edit": st.column_config.TextColumn("Edit", width=360),
    "state": st.column_config.TextColumn("State", width=200),
    "edited_by": st.column_config.TextColumn("By", width=130),
    "edited_at": st.column_config.DatetimeColumn("When (UTC)", format="D MMM YYYY, HH:mm", width=140),
    "note": st.column_config.TextColumn("Why", width=220),
}
view: View = st.session_state["view"]
access.require("edit_taxonomy")


def choose_in_tree() -> None:
    cells = st.session_state["table-taxonomy"]["selection"]["cells"]
    if cells and (code := lines.iloc[int(cells[0][0])]["reason_code"]):
        st.query_params["chosen"] = code


def choose_in_list() -> None:
    st.query_params["chosen"] = st.session_state["reason-list"]


def show_tree() -> None:
    unsure = int(now.loc[now["reason_code"] == tree.UNSURE, "contact_count"].sum())
    components.heading(
        "What contacts are counted as",
        f"Of {sentences.contacts_of(now['contact_count'].sum())} in the period, {sentences.format_count(unsure)} are not"
        " sure. Choose a row to see it and change it",
    )
    bold = lines.style.apply(lambda row: ["font-weight: 650" if row["level"] == 0 else ""] * len(row), axis=1)
    components.table(
        lines,
        COLUMNS,
        "taxonomy",
        height=min(40 + 34 * len(lines), 480),
        styled=bold,
        column_order=list(COLUMNS),
        on_select=choose_in_tree,
        selection_mode="single-cell",
    )


def show_reason(code: str) -> None:
    labels = reasons.set_index("reason_code")["reason_label"].drop(tree.UNSURE, errors="ignore").to_dict()
    st.session_state["reason-list"] = code
    st.selectbox("Reason", list(labels), format_func=labels.get, key="reason-list", on_change=choose_in_list)
    row = reasons.set_index("reason_code").loc[code]
    count = lines.loc[lines["reason_code"] == code, "contact_count"].sum()
    components.heading(row["reason_label"], row["definition"] or "No definition is given.")
    facts = [("Code", code), ("Group", row["group_label"]), ("Owner", row["department_label"] or "Nobody yet")]
    components.facts([*facts, ("Contacts", sentences.format_count(count))])
    components.link("reasons", "Its course, slices and customers' words", chosen=code)
    if load_settings().taxonomy_folder is None:
        components.empty(
            "Here the agents' codes are the reasons.", "Name a folder under [taxonomy] in voc.toml to edit."
        )
    elif code not in there:
        components.note("An edit that waits for the next run takes it out; see the list of edits.")
    else:
        asking.ask(code, there, taken_codes(held))


def show_edits() -> None:
    components.heading(f"{sentences.count_of(len(waiting), 'edit')} for the next run", "All that was made on screens")
    labels = reasons.set_index("reason_code")["reason_label"].to_dict()
    for edit in history:
        labels |= {code: label for code, label in changing.labels_of(edit).items() if code not in labels}
    listed = past.rows(history, run, codes, labels)
    if listed.empty:
        components.empty("Nobody has edited the taxonomy on a screen yet.", "What is in its files is in force.")
    components.table(listed, EDITS, "taxonomy-edits")
    if back := {edit["edit_id"]: past.said(edit, labels) for edit in past.retractable(waiting)}:
        chosen = st.selectbox("Take back", list(back), index=None, format_func=back.get, key="back")
        if st.button("Take it back", disabled=chosen is None, icon=":material/undo:", key="take-back") and chosen:
            asking.take_back(chosen)
    components.note(
        "What waits can be taken back while nothing builds upon it; to undo what was applied, make the opposite edit. A split"
        " is written in reasons.toml and shows after the next run; voc taxonomy export writes edits into the files."
    )


reasons, run = marts.reasons(), marts.run().to_dict()
codes = set(reasons["reason_code"])
daily = marts.daily(view)
now = daily[pd.to_datetime(daily["contact_date"]).between(pd.Timestamp(view.start), pd.Timestamp(view.end))]
lines = tree.rows(reasons, now)
try:
    history = read_history()
except WorkspaceError as error:
    components.headline("Taxonomy", "What people changed cannot be read.", movements.say_coverage(now))
    components.empty("The workspace does not answer.", str(error))
    st.stop()
held = in_force(history)
waiting = past.waiting(held, run, codes)
there = changing.standing(reasons, waiting)
group_count = int((lines["level"] == 0).sum())
components.headline(
    "Taxonomy",
    f"{sentences.count_of(len(lines) - group_count, 'reason')} in {sentences.count_of(group_count, 'group')};"
    f" {sentences.count_of(len(waiting), 'edit')} {'waits' if len(waiting) == 1 else 'wait'} for the next run.",
    movements.say_coverage(now),
)
if now.empty:
    components.nothing_here()
left, right = st.columns([6, 5], gap="small")
with left, components.card("taxonomy"):
    show_tree()
asked = marts.follow_reason(st.query_params.get("chosen", ""))
known = lines.loc[lines["reason_code"] != "", "reason_code"].tolist()
if known:
    with right, components.card("reason"):
        show_reason(asked if asked in known else known[0])
with components.card("edits"):
    show_edits()
