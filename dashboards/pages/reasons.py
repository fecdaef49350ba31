"""Reasons: why do customers contact us, and what does each reason cost?"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import (
    access,
    charts,
    comparing,
    components,
    conversation,
    costliest,
    marts,
    miscoding,
    movements,
    notes,
    picking,
    redefinitions,
    sentences,
)
from dashboards.actions import marked, offered
from dashboards.actions.found import about_reasons
from dashboards.topics import found, said
from dashboards.view import View

TOPICS = 5
view: View = st.session_state["view"]
now, before = movements.split(marts.daily(view), view)
tree = movements.tree(now, before, view.is_comparable)


def ask_reason() -> pd.Series | None:
    """The row of the reason or group that the reader picked: in the table, else by the link, else the costliest."""
    columns = {
        "label": st.column_config.TextColumn("Reason", width=176),
        "contact_count": st.column_config.NumberColumn(
            "Contacts", format="localized", width=70, help="All of the period whose reason it is"
        ),
        "share": st.column_config.NumberColumn(
            "Share", format="%.1f %%", width=58, help="Of all contacts of the period, those that are not sure too"
        ),
        "change": st.column_config.TextColumn("Change", width=104, help=f"Against {view.compare_label}"),
        "agent_hours": st.column_config.NumberColumn(
            "Hours", format="%.1f", width=52, help="Agents' work on it, in hours"
        ),
    }
    bold = tree.style.apply(lambda row: ["font-weight: 650" if row["is_group"] else ""] * len(row), axis=1)
    row = components.table(
        tree,
        columns,
        "reasons",
        pick=True,
        height=min(40 + 34 * len(tree), 860),
        styled=bold,
        column_order=list(columns),
    )
    if row is not None:
        return tree.iloc[row]
    linked_code = marts.follow_reason(st.query_params.get("chosen", ""))
    linked = tree[~tree["is_group"] & (tree["reason_code"] == linked_code)]
    single = tree[~tree["is_group"] & (tree["reason_code"] != movements.UNSURE)]
    found = linked if len(linked) else single.nlargest(1, "agent_hours")
    return found.iloc[0] if len(found) else None


def show_trend(reason: pd.Series, codes: tuple[str, ...], acted: pd.DataFrame) -> None:
    name = reason["label"].strip()
    components.heading(f"{name}: {movements.say_change(reason, view)}", meanings.get(reason["reason_code"], ""))
    palette = components.palette()
    known = view.slice is not None and len(codes) == 1
    daily = marts.series(codes, view.first, view.end, view.slice or "") if known else now.head(0)
    is_expected = len(daily) > 0
    if not is_expected:
        daily = now[now["reason_code"].isin(codes)].groupby("contact_date", as_index=False)["contact_count"].sum()
    marks = notes.on(daily, codes, marts.reason_changes(codes))
    marks = marked.with_actions(marks, acted, daily)
    if is_expected:
        drawn, says = (
            charts.observed_expected(daily, palette, marks=marks),
            f"Contacts a day with {name}, and as expected",
        )
    else:
        drawn, says = charts.daily_bars(daily, palette, height=200, marks=marks), f"Contacts a day with {name}"
    if day := picking.day(drawn, says, "reason-course"):
        components.go("contacts", day=day, reason=list(codes))
    with st.container(key="drill", horizontal=True):
        components.link("contacts", f"Read these {sentences.contacts_of(reason['contact_count'])}", reason=list(codes))
    if len(marks):
        components.note(redefinitions.say(marks))
    cost = miscoding.say_cost(marts.code_cost(view, codes), name)
    for sentence in (cost, miscoding.say_reason(marts.code_noise(), codes)):
        if sentence:
            components.note(sentence)
    notes.offer(view, marts.reasons().set_index("reason_code")["reason_label"].to_dict(), codes)


def show_slices(codes: tuple[str, ...]) -> None:
    slices = marts.slices(view, codes)
    slices = slices[(slices["contact_count"] > 0) | (slices["compare_count"] > 0)]
    if slices.empty:
        components.empty("No slice is known for this reason.", "Its contacts carry no product, region or carrier.")
        return
    dimension = st.segmented_control(
        "By",
        list(slices["dimension_label"].unique()),
        default=slices["dimension_label"].iloc[0],
        required=True,
        key="by",
        label_visibility="collapsed",
    )
    chosen = slices[slices["dimension_label"] == dimension]
    aside = f"Contacts; the tick stands where {view.compare_label} stood" if view.is_comparable else "Contacts"
    column = chosen["dimension_code"].iloc[0]
    components.heading(movements.say_slice(chosen), f"{aside}{picking.hint(column)}")
    by_label = dict(zip(chosen["value_label"], chosen["value_code"], strict=True))
    drawn = charts.slice_bars(chosen, components.palette())
    picking.filter_by(drawn, f"Contacts by {dimension}", column, by_label, "value_label", f"slice-{column}")


def show_topics(codes: tuple[str, ...], label: str) -> None:
    """What the contacts of this reason are about, as far as topics tell."""
    held = found.of_reasons(codes, TOPICS)
    if held.empty:
        return
    with components.card("topics"):
        components.heading(
            said.say_inside(held, label), f"Topics in the contacts of the last 56 days.{components.unfiltered(view)}"
        )
        with st.container(key="topic-links", gap="xxsmall"):
            for topic in held.to_dict("records"):
                components.link("topics", said.inside(topic), topic=topic["topic_code"])


meanings = marts.reasons().set_index("reason_code")["definition"].dropna().to_dict()
components.headline(
    "Reasons",
    movements.say_top_reasons(tree),
    movements.say_coverage(now, marts.coverage(view) if access.looks_at_some_reasons(view) else None),
)
if now.empty:
    components.nothing_here()
    st.stop()
with components.card("costliest"):
    costliest.show(now, before, view)
left, right = st.columns([6, 5], gap="small")
with left, components.card("tree"):
    components.heading(
        "What customers contact us about", "Choose a row to see its course, its slices and customers' words"
    )
    picked: Any = ask_reason()
if picked is None:
    st.stop()
codes = tuple(picked["codes"])
acted = about_reasons(codes)
with right:
    with components.card("trend"):
        show_trend(picked, codes, acted)
    if len(codes) == 1 and codes[0] != movements.UNSURE:
        offered.offer(acted, "reason", codes[0])
    with components.card("slices"):
        show_slices(codes)
    show_topics(codes, picked["label"].strip())
with components.card("quotes"):
    words = marts.reason_quotes(codes)
    components.heading(
        f"What customers say: {picked['label'].strip()}", f"From the last 28 days.{components.unfiltered(view)}"
    )
    if words.empty:
        components.empty("No customer's words are kept for this reason.", "Its contacts came without a transcript.")
    conversation.quotes(words, "reason")
with components.card("compare"):
    comparing.offer(view)
