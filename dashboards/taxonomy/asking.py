"""Asking: how does a person merge, rename or retire a reason, and what do they see before it is kept?

What they keep goes to the workspace as an edit over the files; the next run applies it. Nothing is written before they say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, marts, sentences
from dashboards.judgements import who
from dashboards.taxonomy import ahead, changing, past
from dashboards.topics.edits import free_code, taken_codes
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.edits import withdrawal_of

WAYS = {"merge": "Merge into another", "rename": "Rename", "retire": "Retire"}
LONGEST_LABEL, LONGEST_NOTE = 60, 120  # characters
BUILT_UPON = "It was applied, taken back or built upon meanwhile. To undo it, make the opposite edit."


def ask(code: str, there: Mapping[str, str], taken: set[str]) -> None:
    """The ways to change a reason, what each would do, and the button that keeps it."""
    way = st.segmented_control(
        "What should change", list(WAYS), format_func=WAYS.get, key=f"way-{code}", label_visibility="collapsed"
    )
    if not way:
        components.note("Choose what should change; nothing is kept before you have seen what it does.")
        return
    others = {each: label for each, label in there.items() if each != code}
    edit = {"merge": _ask_merge, "rename": _ask_rename, "retire": _ask_retire}[way](code, others, taken)
    note = st.text_input("Why (optional; no personal data)", max_chars=LONGEST_NOTE, key=f"why-{way}-{code}").strip()
    if edit is None:
        return
    _preview(edit, code, there)
    if st.button("Keep this edit", type="primary", icon=":material/check:", key=f"keep-{way}-{code}"):
        keep(edit | ({"note": note} if note else {}))


def _ask_merge(code: str, others: Mapping[str, str], _taken: set[str]) -> dict[str, Any] | None:
    into = st.selectbox("Into", list(others), index=None, format_func=others.get, key=f"into-{code}")
    return changing.merge_of(code, into) if into else None


def _ask_rename(code: str, _others: Mapping[str, str], taken: set[str]) -> dict[str, Any] | None:
    label = st.text_input("New label", max_chars=LONGEST_LABEL, key=f"label-{code}").strip()
    language = load_settings().taxonomy.language
    return changing.rename_of(code, free_code(label, taken), label, language) if label else None


def _ask_retire(code: str, others: Mapping[str, str], _taken: set[str]) -> dict[str, Any]:
    labels = {"": "No reason: they are read or labelled anew"} | dict(others)
    to = st.selectbox("Agents' codes and labels of it go to", list(labels), format_func=labels.get, key=f"to-{code}")
    return changing.retire_of(code, to)


def _preview(edit: Mapping[str, Any], code: str, there: Mapping[str, str]) -> None:
    """What the last run can say of an edit before it is kept."""
    codes = (code, *(each for each in edit.get("from", []) if each != code)) if edit["kind"] == "merge" else (code,)
    components.heading(f"{past.said(edit, dict(there) | changing.labels_of(edit))}: what it does")
    _show_weeks(codes, there)
    components.note(ahead.say_touched(ahead.touched(codes)))
    components.note(_say_then(edit))


def _show_weeks(codes: tuple[str, ...], there: Mapping[str, str]) -> None:
    last = marts.run()["as_of_date"]
    by_week = marts.reasons().iloc[:0] if pd.isna(last) else ahead.weekly(codes, sentences.as_date(last))
    if by_week.empty:
        components.note("The last eight weeks hold none of its contacts.")
        return
    columns = {"week_end": st.column_config.DateColumn("Week to", format="D MMM YYYY", width=110)}
    columns |= {each: st.column_config.NumberColumn(there[each], format="localized", width=130) for each in codes}
    if len(codes) > 1:
        columns["together"] = st.column_config.NumberColumn("Together", format="localized", width=90)
    components.table(ahead.side_by_side(by_week, codes), columns, "contacts-a-week")


def _say_then(edit: Mapping[str, Any]) -> str:
    day = sentences.format_date(datetime.now(UTC).date(), with_year=True)
    if edit["kind"] == "merge":
        return (
            "The next run counts both as one, the past as well: trends are joined, with a mark on"
            f" {day}. The exact course may differ a little, for the words are read anew."
        )
    if edit["kind"] == "rename":
        return (
            f"Its trend goes on, with a mark on {day}. Its code becomes {edit.get('to')}; links, labels and agents'"
            " codes of the old one follow. Definition and examples stay."
        )
    return (
        "Its contacts are read anew by the next run. Where they will go is not known before: to the reason that fits"
        f" their words, or to “Not sure”. A successor's trend gets a mark on {day}."
    )


def keep(edit: dict[str, Any]) -> None:
    """Keep an edit if nothing speaks against it, and draw the page anew with it."""

    def problem(held: list[dict[str, Any]]) -> str:
        waiting = past.waiting(held, marts.run().to_dict(), set(marts.reasons()["reason_code"]))
        return changing.problem_of(edit, changing.standing(marts.reasons(), waiting), taken_codes(held))

    said = ", ".join(changing.left_by(edit))
    _write(edit, problem, f"{edit['kind']} {said}")


def take_back(edit_id: int) -> None:
    """Take a waiting edit back, unless another builds upon it, and draw the page anew without it."""

    def problem(held: list[dict[str, Any]]) -> str:
        waiting = past.waiting(held, marts.run().to_dict(), set(marts.reasons()["reason_code"]))
        return "" if edit_id in {each["edit_id"] for each in past.retractable(waiting)} else BUILT_UPON

    _write(withdrawal_of(edit_id), problem, f"withdraw {edit_id}")


def _write(edit: dict[str, Any], problem_of: Callable[[list[dict[str, Any]]], str], subject: str) -> None:
    access.require("edit_taxonomy")
    try:
        with open_workspace(load_settings()) as workspace:
            problem = problem_of(workspace.taxonomy_edits())
            if problem:
                components.empty("Nothing was written.", problem)
                return
            access.audit("taxonomy_edited", subject)
            workspace.add_taxonomy_edit(edit, who())
    except WorkspaceError as error:
        components.empty("Nothing was written.", str(error))
        return
    st.rerun()
