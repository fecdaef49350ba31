"""Contacts: which conversations match, and what was said?"""

import streamlit as st

from dashboards import components, contacts, sentences
from dashboards.contacts import Search
from dashboards.conversations import asked, reader, results
from dashboards.conversations.results import Place
from dashboards.searching import UnclearSearchError
from dashboards.view import View

view: View = st.session_state["view"]


def show_head(search: Search, total: int, texts: int, unsure: int) -> None:
    is_one = total == 1
    matching = (
        ("matches" if is_one else "match") if search != Search() else f"{'lies' if is_one else 'lie'} in the period"
    )
    have = f"{sentences.format_count(texts)} of them have a transcript"
    covers = f"{have}; the reason of {sentences.format_count(unsure)} is not sure."
    components.headline("Contacts", f"{sentences.contacts_of(total)} {matching}.", covers)


with st.container(key="search"):
    head = st.container()
    try:
        search = asked.ask()
    except UnclearSearchError as error:
        with head:
            components.headline("Contacts", "Nothing was searched for yet.", "The words are not clear.")
        asked.say_unclear(error)
        st.stop()
by_day = contacts.count_by_day(view, search)
total, unsure, texts = (int(by_day[name].sum()) for name in ("contact_count", "unsure_count", "transcript_count"))
asked.note(search, total)
with head:
    show_head(search, total, texts, unsure)
left, right = st.columns([11, 10], gap="small")
place = Place(None, total)
with left:
    if total:
        with components.card("found"):
            place = results.show(view, search, by_day)
    else:
        components.empty("No contact matches.", "Try fewer or other words, a longer period, or fewer filters.")
with right, components.card("conversation"):
    if "contact" in st.query_params:
        reader.show(st.query_params["contact"], search.asked, place)
    else:
        components.heading("Read a conversation")
        components.empty("Choose a row to read what was said.", "Personal data is hidden in every transcript.")
