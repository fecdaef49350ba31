"""Contacts: which conversations match, and what was said?"""

import math

import streamlit as st

from dashboards import charts, components, contacts, conversation, marts, sentences
from dashboards.contacts import Search
from dashboards.performance import handled
from dashboards.performance.found import scorecard
from dashboards.topics import found
from dashboards.view import View

ROWS = 50
view: View = st.session_state["view"]
run = marts.run()


def ask_search() -> Search:
    """What to look for, beside the bar in the side."""
    labels = {"": "All reasons"} | marts.reasons().set_index("reason_code")["reason_label"].to_dict()
    chosen = contacts.dispositions()
    codes = {"": "All dispositions"} | chosen.set_index("disposition_code")["disposition_label"].to_dict()
    topics = {"": "All topics"} | found.labels().set_index("topic_code")["topic_label"].to_dict()
    words, reason, disposition, topic = st.columns([4, 3, 3, 3], gap="small")
    take_topic(topics)
    undated = int(run["undated_count"] or 0)
    return Search(
        words=words.text_input(
            "Words in the conversation",
            key="q",
            placeholder="Such as: crushed",
            icon=":material/search:",
            max_chars=200,
        ),
        reason_code=reason.selectbox("Reason", list(labels), format_func=labels.get, key="with_reason"),
        disposition_code=disposition.selectbox("Agent's code", list(codes), format_func=codes.get, key="with_code"),
        topic_code=topic.selectbox("Topic", list(topics), format_func=topics.get, key="with_topic"),
        is_undated_wanted=undated > 0
        and st.checkbox(
            f"Also the {sentences.contacts_of(undated)} without a date",
            value=int(run["contact_count"]) == 0,  # where no contact has one, they are all there is to see
            key="undated",
        ),
    )


def take_topic(topics: dict[str, str]) -> None:
    """A link names the topic once; from then on the box says it, and the URL follows."""
    linked = found.follow(st.query_params.get("topic", ""))
    if st.session_state.get("topic-linked") != linked:
        st.session_state["topic-linked"] = linked
        st.session_state["with_topic"] = linked if linked in topics else ""


def show_page(search: Search, total: int) -> str | None:
    """The rows of one page, and which of them the reader picked."""
    pages = max(1, math.ceil(total / ROWS))
    number = st.session_state.get("page", 1) if pages > 1 else 1
    number = min(number, pages)
    rows = contacts.page(view, search, ROWS, (number - 1) * ROWS)
    row = components.table(rows, conversation.CONTACT_COLUMNS, "contacts", pick=True, height=520)
    if pages > 1:
        st.pagination(pages, key="page", max_visible_pages=5)
    if row is not None:
        return rows.iloc[row]["contact_id"]
    if "contact" in st.query_params:
        return None
    readable = rows[rows["has_transcript"].astype(bool)]
    return (readable if len(readable) else rows).iloc[0]["contact_id"]


def show_conversation(contact_id: str) -> None:
    found = contacts.contact(contact_id)
    if found.empty:
        components.empty("This contact is not in the published data.", "It may have been erased; choose another one.")
        return
    contact = found.iloc[0].to_dict()
    components.heading(conversation.contact_title(contact), conversation.contact_when(contact))
    components.facts(conversation.contact_facts(contact))
    if isinstance(contact["topic_label"], str):
        with st.container(key="topic-links"):
            components.link("topics", f"Topic: {contact['topic_label']}", topic=contact["topic_code"])
    turns = contacts.turns(contact_id)
    if turns.empty:
        components.empty("This contact has no transcript.", "Its reason comes from the code that the agent chose.")
        return
    handled.show_feeling(contact, turns)
    marked = st.query_params.get("turn", "")
    card = scorecard(contact_id)
    with st.container(height=520, border=False, key="talk"):
        conversation.conversation(turns, int(marked) if marked.isdigit() else None, handled.evidence_of(card))
    handled.show_scorecard(contact, card)


def open_contact(contact_id: str) -> str:
    """Put the contact that was picked into the URL, so that a link shows it."""
    if contact_id != st.query_params.get("contact"):
        st.query_params.pop("turn", None)
        st.query_params["contact"] = contact_id
    return contact_id


with st.container(key="search"):
    head = st.container()
    search = ask_search()
by_day = contacts.count_by_day(view, search)
total, unsure = int(by_day["contact_count"].sum()), int(by_day["unsure_count"].sum())
texts = int(by_day["transcript_count"].sum())
with head:
    matching = "match" if search != Search() else "lie in the period"
    have = f"{sentences.format_count(texts)} of them have a transcript"
    covers = f"{have}; the reason of {sentences.format_count(unsure)} is not sure."
    components.headline("Contacts", f"{sentences.contacts_of(total)} {matching}.", covers)
linked = st.query_params.get("contact")
left, right = st.columns([11, 10], gap="small")
with left:
    if total:
        with components.card("found"):
            dated = by_day.dropna(subset=["contact_date"])
            if len(dated):
                components.chart(charts.daily_bars(dated, components.palette(), height=90), "Matching contacts a day")
            picked = show_page(search, total)
            linked = open_contact(picked) if picked else linked
    else:
        components.empty("No contact matches.", "Try fewer or other words, a longer period, or fewer filters.")
with right, components.card("conversation"):
    if linked:
        show_conversation(linked)
    else:
        components.heading("Read a conversation")
        components.empty("Choose a row to read what was said.", "Personal data is hidden in every transcript.")
