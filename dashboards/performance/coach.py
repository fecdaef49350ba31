"""Coach: whom to help with what, what proves it, and what came of the last session?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, conversation, papers, sentences
from dashboards.performance import found, said, sessions

SHOWN = {
    "missed": "Where it was missed",
    "done": "Where it was done well",
    "colleague": "How a colleague does it",
}


def show() -> None:
    """The agents who are named, by name, and everything about the one that is chosen."""
    named = found.focus()
    if named.empty:
        _show_nobody()
        return
    left, right = st.columns([3, 8], gap="small")
    with left, components.card("coached"):
        agent_id = _choose(named)
    behaviours = named[named["agent_id"] == agent_id]
    with right:
        with components.card("focus"):
            show_focus(behaviours)
        for behaviour in behaviours.to_dict("records"):
            with components.card(f"examples-{behaviour['focus_rank']}"):
                show_examples(behaviour)
        with components.card("sessions"):
            sessions.show(agent_id, behaviours)
        with components.card("sheet"):
            papers.offer_coaching(agent_id)


def _show_nobody() -> None:
    if found.criteria().empty or found.window() is None:
        components.empty(
            "Nobody can be coached by these data yet.",
            "Behaviours are compared where transcripts say who spoke and contacts name their agent.",
        )
        return
    components.empty(
        "No agent stands out in what to work on.",
        "All do as is usual with such contacts, or have too few to say. The Quality tab shows what is missed by all.",
    )


def _choose(named: pd.DataFrame) -> str:
    """The agent of the link, else the first by name; a choice goes into the URL."""
    agents = named.drop_duplicates("agent_id").set_index("agent_id")
    labels = agents["agent_label"].to_dict()
    linked = st.query_params.get("agent", "")
    if linked in labels and st.session_state.get("coached-linked") != linked:
        st.session_state["coached"] = linked
    components.heading(f"{sentences.count_of(len(labels), 'agent')} to help", "By name; what each would gain most from")
    code = st.radio(
        "Agent",
        list(labels),
        format_func=lambda agent: components.literal(labels[agent]),
        captions=[_caption(named[named["agent_id"] == agent]) for agent in labels],
        key="coached",
        label_visibility="collapsed",
    )
    st.session_state["coached-linked"] = st.query_params["agent"] = code
    return code


def _caption(behaviours: pd.DataFrame) -> str:
    told = ", ".join(behaviours["criterion_label"])
    team = behaviours["team_label"].iloc[0]
    return components.literal(f"{told} · {team}" if isinstance(team, str) else told)


def show_focus(behaviours: pd.DataFrame) -> None:
    """The one or two behaviours as sentences."""
    first = behaviours.iloc[0]
    rest = " ".join(said.focus(row) for row in behaviours.iloc[1:].to_dict("records"))
    components.finding(
        f"{first['agent_label']}: work on “{sentences.lower_first(first['criterion_label'])}”", said.focus(first)
    )
    if rest:
        components.note(f"Then: {rest}")


def show_examples(behaviour: dict[str, Any]) -> None:
    """The turns that show one behaviour: missed, done, and a colleague's."""
    shown = found.examples(behaviour["agent_id"])
    shown = shown[shown["criterion_code"] == behaviour["criterion_code"]]
    components.heading(f"{behaviour['criterion_label']}: what was said", "Personal data is hidden")
    if shown.empty:
        components.empty("No turn of the last weeks shows it.", "The Contacts page has the scorecard of every contact.")
        return
    columns = st.columns(len(SHOWN), gap="medium")
    for column, (kind, title) in zip(columns, SHOWN.items(), strict=True):
        rows = shown[shown["kind_code"] == kind]
        with column:
            st.html(f'<p class="voc-eyebrow">{components.plain(title)}</p>')
            if rows.empty:
                components.note("None in these weeks.")
            for place, row in enumerate(rows.to_dict("records")):
                _show_turn(row, f"{behaviour['focus_rank']}-{kind}-{place}")


def _show_turn(row: dict[str, Any], key: str) -> None:
    with st.container(key=f"quote-coach-{key}"):
        if isinstance(row["text"], str):
            st.html(f'<blockquote class="voc-quote">{conversation.with_masks(row["text"])}</blockquote>')
        turn = {} if pd.isna(row["turn_index"]) else {"turn": str(int(row["turn_index"]))}
        day = sentences.format_date(row["contact_date"]) if pd.notna(row["contact_date"]) else "no date"
        whose = f"{row['example_agent_label']}, " if row["kind_code"] == "colleague" else ""
        components.link("contacts", f"{whose}{day}: read the conversation", contact=row["contact_id"], **turn)
