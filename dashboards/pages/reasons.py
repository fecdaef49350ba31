"""Reasons: why do customers contact us, and what does each reason cost?"""

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import charts, components, conversation, marts, miscoding, movements, redefinitions
from dashboards.topics import found, said
from dashboards.view import View

TOPICS = 5
view: View = st.session_state["view"]
now, before = movements.split(marts.daily(view), view)
tree = movements.tree(now, before, view.is_comparable)


def ask_reason() -> pd.Series | None:
    """The row of the reason or group that the reader picked: in the table, else by the link, else the costliest."""
    columns = {
        "label": st.column_config.TextColumn("Reason", width=158),
        "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=72),
        "share": st.column_config.NumberColumn("Share", format="%.1f %%", width=64),
        "change": st.column_config.TextColumn("Change", width=108, help=f"Against {view.compare_label}"),
        "agent_hours": st.column_config.NumberColumn(
            "Hours", format="%.1f", width=58, help="Agents' work on it, in hours"
        ),
    }
    bold = tree.style.apply(lambda row: ["font-weight: 650" if row["is_group"] else ""] * len(row), axis=1)
    row = components.table(tree, columns, "reasons", pick=True, height=640, styled=bold, column_order=list(columns))
    if row is not None:
        return tree.iloc[row]
    linked_code = marts.follow_reason(st.query_params.get("reason", ""))
    linked = tree[~tree["is_group"] & (tree["reason_code"] == linked_code)]
    single = tree[~tree["is_group"] & (tree["reason_code"] != movements.UNSURE)]
    found = linked if len(linked) else single.nlargest(1, "agent_hours")
    return found.iloc[0] if len(found) else None


def show_trend(reason: pd.Series, codes: tuple[str, ...]) -> None:
    name = reason["label"].strip()
    components.heading(f"{name}: {movements.say_change(reason, view)}", meanings.get(reason["reason_code"], ""))
    daily = marts.series(codes, view.first, view.end)
    is_expected = len(codes) == 1 and len(daily) and not view.is_sliced
    if not is_expected:
        daily = now[now["reason_code"].isin(codes)].groupby("contact_date", as_index=False)["contact_count"].sum()
    marks = redefinitions.marks(marts.reason_changes(codes), daily)
    if is_expected:
        drawn = charts.observed_expected(daily, components.palette(), marks=marks)
        components.chart(drawn, f"Contacts a day with {name}, and as expected")
    else:
        drawn = charts.daily_bars(daily, components.palette(), height=200, marks=marks)
        components.chart(drawn, f"Contacts a day with {name}")
    if len(marks):
        components.note(redefinitions.say(marks))
    cost = miscoding.say_cost(marts.code_cost(view, codes), name)
    if cost:
        components.note(cost)


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
    aside = f"Contacts; the tick stands where {view.compare_label} stood." if view.is_comparable else "Contacts."
    components.heading(movements.say_slice(chosen), f"{aside}{components.unfiltered(view)}")
    components.chart(charts.slice_bars(chosen, components.palette()), f"Contacts by {dimension}")


def show_topics(codes: tuple[str, ...], label: str) -> None:
    """What the contacts of this reason are about, as far as topics tell."""
    held = found.of_reasons(codes, TOPICS)
    if held.empty:
        return
    with components.card("topics"):
        components.heading(said.say_inside(held, label), "Topics in the contacts of the last 56 days")
        with st.container(key="topic-links", gap="xxsmall"):
            for topic in held.to_dict("records"):
                components.link("topics", said.inside(topic), topic=topic["topic_code"])


meanings = marts.reasons().set_index("reason_code")["definition"].dropna().to_dict()
components.headline("Reasons", movements.say_top_reasons(tree), movements.say_coverage(now))
if now.empty:
    components.nothing_here()
    st.stop()
left, right = st.columns([6, 5], gap="small")
with left, components.card("tree"):
    components.heading(
        "What customers contact us about", "Choose a row to see its course, its slices and customers' words"
    )
    picked: Any = ask_reason()
if picked is None:
    st.stop()
codes = tuple(picked["codes"])
with right:
    with components.card("trend"):
        show_trend(picked, codes)
    with components.card("slices"):
        show_slices(codes)
    show_topics(codes, picked["label"].strip())
with components.card("quotes"):
    words = marts.reason_quotes(codes)
    components.heading(f"What customers say: {picked['label'].strip()}", "From the last 28 days")
    if words.empty:
        components.empty("No customer's words are kept for this reason.", "Its contacts came without a transcript.")
    conversation.quotes(words, "reason")
