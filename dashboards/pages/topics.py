"""Topics: what do customers say that no reason names?"""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, marts, sentences, taking
from dashboards.actions import offered
from dashboards.actions.found import about_topic
from dashboards.topics import cards, found, mapped, reasons, rows, said, stories
from dashboards.view import View

ORDERS = {"size": "By news and size", "reason": "Under their reasons"}
COLUMNS: dict[str, Any] = {
    "topic": st.column_config.TextColumn("Topic", width=210),
    "news": st.column_config.TextColumn("News", width=66),
    "recent_count": st.column_config.NumberColumn("28 days", format="localized", width=64),
    "change": st.column_config.TextColumn("Change", width=98, help="Against the 28 days before"),
    "share": st.column_config.NumberColumn(
        "Share", format="%.1f %%", width=58, help="Of all contacts that say what it is about"
    ),
    "course": st.column_config.LineChartColumn("8 weeks", width=96, y_min=0),
    "reason": st.column_config.TextColumn("Lies mostly in", width=178, help="How much of the topic that reason holds"),
    "of_reason": st.column_config.TextColumn("Its part", width=64, help="How much of that reason the topic is"),
}
view: View = st.session_state["view"]
last = marts.run()["as_of_date"]


def choose_on_map() -> None:
    picked = st.session_state["topic-map"]["selection"].get(mapped.SELECTED) or []
    if picked:
        st.query_params["topic"] = picked[0]["topic_code"]


def choose_in_table(name: str) -> None:
    cells = st.session_state[f"table-{name}"]["selection"]["cells"]
    code = shown.iloc[int(cells[0][0])]["topic_code"] if cells else ""
    if code:
        st.query_params["topic"] = code


def choose_in_list() -> None:
    st.query_params["topic"] = st.session_state["topic-list"]


def show_nothing() -> None:
    if view.departments:
        components.empty("No topic belongs to these departments.", "Choose more of them in the side bar.")
    else:
        components.empty(
            "No topic was found yet.", "Topics are found by `voc run` as soon as enough contacts have words."
        )


def show_map(chosen: dict[str, Any]) -> None:
    components.heading(
        f"{sentences.count_of(len(active), 'topic')}; those that lie close mean nearly the same",
        "Size: contacts in the last 28 days. Click one, or choose it by name",
    )
    labels = all_rows.set_index("topic_code")["topic_label"].to_dict()
    faded = set(all_rows.loc[all_rows["status_code"] != "active", "topic_code"])
    st.session_state["topic-list"] = chosen["topic_code"]
    st.selectbox(
        "Topic",
        list(labels),
        format_func=lambda code: f"{labels[code]} (faded)" if code in faded else labels[code],
        key="topic-list",
        on_change=choose_in_list,
        label_visibility="collapsed",
    )
    placed = active.dropna(subset=["x", "y"])  # a topic found between two fits may have no place yet
    if placed.empty:
        return
    drawn = mapped.topic_map(placed, chosen["topic_code"], components.palette())
    says = f"A map of {len(placed)} topics by likeness"
    st.vega_lite_chart(
        spec=drawn.for_browser,
        theme=None,
        width="stretch",
        key="topic-map",
        on_select=choose_on_map,
        alt=says,
    )
    taking.offer(drawn, says, "topic-map", is_filtered=False)


def show_table() -> pd.DataFrame:
    components.heading(
        "Sizes and trends",
        f"The last 28 days against the 28 before, to {pd.Timestamp(last):%-d %b}. Choose a row to read of it",
    )
    order = st.segmented_control(
        "Order",
        list(ORDERS),
        format_func=ORDERS.get,
        default="size",
        required=True,
        key="order",
        label_visibility="collapsed",
    )
    name = f"topics-by-{order}"
    table = rows.tree(active) if order == "reason" else active.assign(level=2)
    components.table(
        table,
        COLUMNS,
        name,
        height=min(40 + 34 * len(table), 420),
        styled=_with_bold_groups(table) if order == "reason" else table,
        column_order=list(COLUMNS),
        on_select=partial(choose_in_table, name),
        selection_mode="single-cell",
    )
    return table


def _with_bold_groups(table: pd.DataFrame) -> Any:
    return table.style.apply(lambda row: ["font-weight: 650" if row["level"] == 0 else ""] * len(row), axis=1)


asked = st.query_params.get("topic", "")
code = found.follow(asked)
courses = found.courses(last)
owned = rows.listed(found.topics(view), courses)
linked = rows.listed(found.topic(code), courses)
is_elsewhere = len(linked) > 0 and code not in set(owned["topic_code"])
# A link is answered, whoever owns its topic.
all_rows = pd.concat([linked, owned], ignore_index=True) if is_elsewhere else owned
active = all_rows[all_rows["status_code"] == "active"].reset_index(drop=True)
components.headline(
    "Topics", said.say_news(owned), f"{said.say_coverage(owned, found.fit())}{components.unfiltered(view)}"
)
if asked and code != asked:
    components.note(stories.say_followed(found.events(asked), asked))
elif asked and linked.empty:
    components.empty("The topic of this link is no longer here.", "These are the topics of today.")
if active.empty and linked.empty:
    show_nothing()
    st.stop()
topic = (linked if len(linked) else active).iloc[0].to_dict()
left, right = st.columns([6, 5], gap="small")
with left, components.card("map", height="stretch"):
    show_map(topic)
with right, components.card("topic", height="stretch"):
    acted = about_topic(topic["topic_code"])
    cards.show_course(topic, last, acted)
if len(active):
    with components.card("table"):
        shown = show_table()
left, right = st.columns([1, 1], gap="small")
with left, components.card("where", height="stretch"):
    cards.show_where(topic)
with right, components.card("story", height="stretch"):
    cards.show_story(topic, last)
with components.card("quotes"):
    cards.show_quotes(topic)
offered.offer(acted, "topic", topic["topic_code"])
with components.card("reason"):
    reasons.ask(topic)
