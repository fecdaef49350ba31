"""Results: how many contacts match on each day, which are they, and which one is read?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, charts, components, contacts, conversation, notes, picking, sentences
from dashboards.actions.found import about_reasons
from dashboards.actions.marked import with_actions
from dashboards.contacts import BLOCK, Search
from dashboards.export import to_csv
from dashboards.view import View

ROWS = 50
LIST = "table-contacts"
CHART = "contacts-by-day"
COLUMNS: dict[str, Any] = {
    "started_local": conversation.CONTACT_COLUMNS["started_local"],
    "words": st.column_config.TextColumn("Words", width=230, help="Where the search is met, else the first words"),
    "reason_label": conversation.CONTACT_COLUMNS["reason_label"],
    "channel_label": conversation.CONTACT_COLUMNS["channel_label"],
}


@dataclass(frozen=True)
class Place:
    """Where in the results the reader is, and what lies beside: positions from 0, None where it is not among them."""

    position: int | None
    total: int
    before: str | None = None
    after: str | None = None


def show(view: View, search: Search, by_day: pd.DataFrame) -> Place:
    """The chart by day and the list; the contact that is read stands in the URL afterwards."""
    _begin_anew(view, search)
    dated = by_day.dropna(subset=["contact_date"])
    if len(dated):
        _show_days(dated, view)
    total = int(by_day["contact_count"].sum())
    return _show_list(view, search, total)


def _begin_anew(view: View, search: Search) -> None:
    """Another search begins at its own first result; a link's contact stays where nothing was searched for before."""
    before, now = st.session_state.get("searched"), (view, search)
    st.session_state["searched"] = now
    if before not in (None, now):
        _turn_to(1)
        read("")


def read(contact_id: str, page: int | None = None) -> None:
    """Put a contact into the URL, and with it on the page; nothing: the first of the list."""
    for key in ("contact", "turn"):
        st.query_params.pop(key, None)
    if contact_id:
        st.query_params["contact"] = contact_id
    if page is not None:
        _turn_to(page)


def _turn_to(page: int) -> None:
    """Show another page of the list. The control is drawn anew for it: Streamlit warns of one whose value is set from outside."""
    st.session_state["page"], st.session_state["pager"] = page, (st.session_state.get("pager", (0, 1))[0] + 1, page)


def _show_days(dated: pd.DataFrame, view: View) -> None:
    """The days, a click on which narrows the list to it."""
    marks = with_actions(notes.on(dated), about_reasons(view.reasons), dated)
    drawn = charts.daily_bars(dated, components.palette(), height=90, marks=marks)
    if picked := picking.day(drawn, "Matching contacts a day", CHART):
        st.query_params["day"] = picked
        st.rerun()


def _show_list(view: View, search: Search, total: int) -> Place:
    pages = max(1, math.ceil(total / ROWS))
    number = min(int(st.session_state.get("page", 1)) if pages > 1 else 1, pages)
    first = (number - 1) * ROWS
    rows = contacts.block(view, search, first // BLOCK)
    shown = contacts.with_snippets(rows.iloc[first % BLOCK : first % BLOCK + ROWS], search.asked)
    st.session_state["listed"] = shown["contact_id"].tolist()
    st.dataframe(
        shown[list(COLUMNS)],
        column_config=COLUMNS,
        hide_index=True,
        height=min(500, 38 + 34 * len(shown)),
        row_height=34,
        key=LIST,
        placeholder="–",
        on_select=_take_row,
        selection_mode="single-cell",
    )
    with st.container(horizontal=True, gap="small", key="list-foot"):
        if pages > 1:
            _show_pages(pages)
        _download(view, search, total)
    if "contact" not in st.query_params:
        readable = shown[shown["has_transcript"].astype(bool)]
        read((readable if len(readable) else shown).iloc[0]["contact_id"])
    return _place(view, search, total, first // BLOCK, rows["contact_id"].tolist())


def _show_pages(pages: int) -> None:
    turn, drawn_at = st.session_state.get("pager", (0, 1))
    key = f"pager-{turn}"

    def take() -> None:
        st.session_state["page"] = st.session_state[key]

    st.pagination(pages, default=min(drawn_at, pages), key=key, max_visible_pages=5, on_change=take)


def _take_row() -> None:
    cells = st.session_state[LIST]["selection"]["cells"]
    if cells:
        read(st.session_state["listed"][cells[0][0]])


def _download(view: View, search: Search, total: int) -> None:
    """All that was found, not only the page; it is worked out when it is asked for."""
    who, most = access.reader(), contacts.MOST_EXPORTED
    what = "all of them" if total <= most else f"the newest {sentences.format_count(most)}"
    st.download_button(
        "CSV",
        lambda: _export(view, search, who),
        "contacts.csv",
        "text/csv",
        key="csv-contacts",
        type="tertiary",
        icon=":material/download:",
        help=f"Download {what}, masked as here",
        on_click="ignore",
    )


def _export(view: View, search: Search, who: access.Reader) -> bytes:
    """The rows as CSV, for the reader whom the button was drawn for: a download is fetched outside of any page."""
    drawn_for = access.READER.set(who)
    try:
        access.audit("exported", "contacts")
        found = contacts.all_found(view, search)
    finally:
        access.READER.reset(drawn_for)
    return to_csv(found.drop(columns=["contact_date", "has_transcript", "first_words"]))


def _place(view: View, search: Search, total: int, number: int, ids: list[str]) -> Place:
    current = st.query_params.get("contact")
    if current not in ids:
        return Place(None, total)
    at = ids.index(current)
    position = number * BLOCK + at
    before = ids[at - 1] if at else _edge(view, search, number - 1, -1) if position else None
    after = ids[at + 1] if at + 1 < len(ids) else _edge(view, search, number + 1, 0) if position + 1 < total else None
    return Place(position, total, before, after)


def _edge(view: View, search: Search, number: int, row: int) -> str:
    return str(contacts.block(view, search, number).iloc[row]["contact_id"])
