"""Asked: which contacts does the reader look for, beside the bar in the side?"""

from __future__ import annotations

from datetime import date

import streamlit as st

from dashboards import access, components, contacts, marts, searching, sentences
from dashboards.contacts import Search
from dashboards.topics import found

LONGEST = 200  # characters
HELP = """
| write | to find contacts in which |
|---|---|
| `refund late` | both are said, in any turn: a word also finds those that begin with it (refunded) |
| `"arrived broken"` | these whole words are said one after the other |
| `refund OR devolución` | any of them is said (also <code>&#124;</code>) |
| `refund NOT carrier` | the one is said, the other is not (also `-carrier`) |
| `refund (late OR lost)` | parentheses hold together what belongs together |
| `customer:angry` | the customer says it; `agent:` for the agent; also before a phrase or a group |

Case, accents and punctuation do not matter; AND, OR and NOT are written in capitals. What is hidden for privacy cannot be
found: names, numbers and addresses are masked before anything is stored.
"""


def ask() -> Search:
    """The boxes above the list, and what they say; all but the topic are bound to the URL.

    Raises:
        UnclearSearchError: what was typed cannot be searched for; the message says what to do.
    """
    chosen = contacts.dispositions()
    codes = {"": "All dispositions"} | chosen.set_index("disposition_code")["disposition_label"].to_dict()
    topics = {"": "All topics"} | found.labels().set_index("topic_code")["topic_label"].to_dict()
    words, disposition, topic = st.columns([5, 3, 3], gap="small")
    _take_topic(topics)
    with words:
        typed = st.text_input(
            "Words in the conversation",
            key="q",
            placeholder='Such as: crushed OR "arrived broken"',
            icon=":material/search:",
            max_chars=LONGEST,
            bind="query-params",
        )
    code = disposition.selectbox(
        "Agent's code", list(codes), format_func=codes.get, key="with_code", bind="query-params"
    )
    topic_code = topic.selectbox("Topic", list(topics), format_func=topics.get, key="with_topic")
    with st.container(horizontal=True, gap="small", key="search-more"):
        with st.popover("How to search", type="tertiary", icon=":material/help:"):
            st.markdown(HELP, unsafe_allow_html=True)
        undated = _ask_undated()
        day = _ask_day()
    return Search(
        asked=searching.read(typed),
        disposition_code=code,
        topic_code=topic_code,
        is_undated_wanted=undated,
        day=day,
    )


def note(search: Search, total: int) -> None:
    """Keep that the transcripts were searched, each search once; what for is not kept: it may name a customer."""
    if search.asked and st.session_state.get("noted-search") != search.asked:
        st.session_state["noted-search"] = search.asked
        access.audit("searched", f"{sentences.contacts_of(total)} found")


def _ask_undated() -> bool:
    run = marts.run()
    undated = int(run["undated_count"] or 0)
    return undated > 0 and st.checkbox(
        f"Also the {sentences.contacts_of(undated)} without a date",
        value=int(run["contact_count"]) == 0,  # where no contact has one, they are all there is to see
        key="undated",
    )


def _ask_day() -> date | None:
    """The day that was clicked in the chart, or that a link names; a button takes it away."""
    try:
        day = date.fromisoformat(st.query_params.get("day", ""))
    except ValueError:
        return None
    said = f"Only {sentences.format_date(day)}: show all days"
    st.button(said, key="all-days", icon=":material/close:", type="tertiary", on_click=_forget_day)
    return day


def _forget_day() -> None:
    st.query_params.pop("day", None)


def _take_topic(topics: dict[str, str]) -> None:
    """A link names the topic once; from then on the box says it, and the URL follows."""
    linked = found.follow(st.query_params.get("topic", ""))
    if st.session_state.get("topic-linked") != linked:
        st.session_state["topic-linked"] = linked
        st.session_state["with_topic"] = linked if linked in topics else ""


def say_unclear(error: searching.UnclearSearchError) -> None:
    components.empty("This search is not clear.", str(error))
