"""Reasons: how does a topic become a reason?

A person says it on a form that is filled with what the topic proposes. It goes to the workspace as an edit of the taxonomy,
over the files; the next run applies it and reads contacts by it. Nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboards import access, components, marts, sentences
from dashboards.judgements import who
from dashboards.languages import LANGUAGES
from dashboards.topics import found
from dashboards.topics.edits import (
    LONGEST_CODE,
    codes_of,
    edit_of,
    free_code,
    made_of,
    problem_of,
    read_edits,
    taken_codes,
)
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace

LONGEST_LABEL, LONGEST_DEFINITION = 60, 300  # characters


def ask(topic: Mapping[str, Any]) -> None:
    """The card on which a person makes a topic a reason, or which says who did."""
    try:
        edits = read_edits()
    except WorkspaceError as error:
        components.heading("Make it a reason")
        components.empty("What people changed in the taxonomy cannot be read, so nothing can be added.", str(error))
        return
    made = made_of(topic["topic_code"], edits)
    if made:
        _say_made(made)
    elif load_settings().taxonomy_folder is None:
        components.heading("Make it a reason")
        components.empty(
            "Here the agents' codes are the reasons, so none can be added.",
            "Name a taxonomy folder under [taxonomy] in voc.toml.",
        )
    elif access.reader().may("edit_taxonomy"):
        _ask_reason(topic, edits)
    else:
        components.heading("Make it a reason")
        components.empty("Who may edit the taxonomy can make it a reason.")


def _say_made(edit: Mapping[str, Any]) -> None:
    """Who made it a reason, when, and whether contacts are read by it yet."""
    code = codes_of(edit.get("to"))[0]
    day = sentences.format_date(edit["edited_at"], with_year=True)
    labels = marts.reasons().set_index("reason_code")["reason_label"]
    name = labels.get(code) or _label_of(edit, code)
    components.heading("It is a reason", f"Made “{name}” by {edit['edited_by']} on {day}.")
    if code in labels.index:
        components.note("Contacts are read by it.")
        components.link("reasons", f"{name}: its contacts and what they cost", chosen=code)
    else:
        components.note("The next run reads contacts by it; then it is on the Reasons page.")


def _label_of(edit: Mapping[str, Any], code: str) -> str:
    tables = [table for table in edit.get("reason") or [] if table.get("code") == code]
    label = tables[0].get("label") if tables else None
    return next(iter(label.values())) if isinstance(label, Mapping) and label else str(label or code)


def _ask_reason(topic: Mapping[str, Any], edits: list[dict[str, Any]]) -> None:
    components.heading(
        "Make it a reason",
        "Filled in with what the topic proposes; change what you like. Everybody then counts contacts by it.",
    )
    proposed = found.proposal(topic["topic_code"])
    with st.form(f"reason-of-{topic['topic_code']}", border=False):
        left, right = st.columns([1, 1], gap="medium")
        with left:
            names = _ask_names(topic["topic_code"], proposed, taken_codes(edits))
        with right:
            words = _ask_words(topic["topic_code"], proposed, _phrases(proposed, topic))
        is_wanted = st.form_submit_button("Make it a reason", type="primary", icon=":material/add:")
    components.note(
        f"Kept under the name {who()}. The next run applies it as an edit of the taxonomy: contacts are read by it,"
        " agents' codes stay as they are, and voc taxonomy export writes it into the files."
    )
    if is_wanted:
        _keep(topic, names | words)


def _ask_names(topic_code: str, proposed: Mapping[str, Any], taken: set[str]) -> dict[str, str]:
    """Label, code, parent and department of the reason."""
    groups = marts.reasons().drop_duplicates("group_code").set_index("group_code")["group_label"]
    departments = marts.departments().set_index("department_code")["department_label"]
    suggested = free_code(proposed["label"], taken)
    label = st.text_input(
        "Label", proposed["label"][:LONGEST_LABEL], max_chars=LONGEST_LABEL, key=f"label-{topic_code}"
    )
    code = st.text_input(
        "Code: small letters, digits and underscores", suggested, max_chars=LONGEST_CODE, key=f"code-{topic_code}"
    )
    group = {"": "No group"} | groups.drop("unsure", errors="ignore").to_dict()
    owner = {"": "Nobody yet"} | departments.to_dict()
    return {
        "label": label.strip(),
        "code": code.strip(),
        "parent": _choice("Group", group, proposed["group_code"], f"group-{topic_code}"),
        "department": _choice("Department that owns it", owner, proposed["department_code"], f"owner-{topic_code}"),
    }


def _choice(title: str, labels: dict[str, str], proposed: str, key: str) -> str:
    at = list(labels).index(proposed) if proposed in labels else 0
    return st.selectbox(title, list(labels), index=at, format_func=labels.get, key=key)


def _ask_words(topic_code: str, proposed: Mapping[str, Any], phrases: Mapping[str, list[str]]) -> dict[str, Any]:
    """Definition and phrases (language -> texts) of the reason."""
    definition = st.text_area(
        "Definition, in one sentence",
        proposed["definition"][:LONGEST_DEFINITION],
        max_chars=LONGEST_DEFINITION,
        key=f"definition-{topic_code}",
        height=88,
    )
    said = {
        language: st.text_area(
            f"How customers say it in {name}, one a line",
            "\n".join(phrases.get(language, [])),
            key=f"phrases-{language}-{topic_code}",
            height=110,
        )
        for language, name in LANGUAGES.items()
    }
    return {"definition": definition.strip(), "phrases": {code: _lines(text) for code, text in said.items()}}


def _phrases(proposed: Mapping[str, Any], topic: Mapping[str, Any]) -> dict[str, list[str]]:
    """The proposed phrases by language; what the twin says stands for the language that the topic does not speak."""
    own = proposed["phrases"]
    has_twin = isinstance(topic["twin_code"], str) and len(found.topic(topic["twin_code"]))
    return found.proposal(topic["twin_code"])["phrases"] | own if has_twin else own


def _lines(text: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


def _keep(topic: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """Write the edit if nothing speaks against it, and draw the page anew with it."""
    access.require("edit_taxonomy")
    settings = load_settings()
    try:
        with open_workspace(settings) as workspace:
            edits = workspace.taxonomy_edits()
            problem = "" if made_of(topic["topic_code"], edits) else problem_of(wanted, taken_codes(edits))
            if problem:
                components.empty("Nothing was written.", problem)
                return
            if not made_of(topic["topic_code"], edits):
                workspace.add_taxonomy_edit(edit_of(topic, wanted, settings.taxonomy.language), who())
    except WorkspaceError as error:
        components.empty("Nothing was written.", str(error))
        return
    st.rerun()
