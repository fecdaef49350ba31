"""The dashboard: from what happened to a customer's own words, in three clicks."""

from __future__ import annotations

import atexit
import gc
from functools import lru_cache
from typing import Any

import duckdb
import streamlit as st

from dashboards import access, components, entrance, filters, freshness, publication

PAGES = {
    "What happens": {
        "overview": ("Overview", ":material/home:"),
        "spikes": ("Spikes", ":material/monitoring:"),
        "reasons": ("Reasons", ":material/account_tree:"),
        "topics": ("Topics", ":material/bubble_chart:"),
        "contacts": ("Contacts", ":material/forum:"),
    },
    "How we do": {
        "performance": ("Performance", ":material/speed:"),
        "actions": ("Actions", ":material/task_alt:"),
        "reports": ("Reports", ":material/description:"),
    },
    "Keeping it right": {
        "review": ("Review", ":material/rule:"),
        "taxonomy": ("Taxonomy", ":material/category:"),
    },
    "Running it": {
        "administration": ("Administration", ":material/admin_panel_settings:"),
    },
}
HOME = "overview"


def main() -> None:
    _settle()
    st.set_page_config(page_title="voc", page_icon=components.MARK, layout="wide")
    components.use_style()
    st.logo(components.WORDMARK, icon_image=components.MARK)
    try:
        reader = access.settle()
    except access.NotAllowedError as error:
        entrance.show(error)
        return
    groups = {group: [_page(reader, name, *look) for name, look in pages.items()] for group, pages in PAGES.items()}
    page = st.navigation({**groups, "": [_typed()]}, expanded=True)
    if page.url_path == HOME:
        st.switch_page(
            components.page_path(HOME), query_params={key: st.query_params.get_all(key) for key in st.query_params}
        )
    try:
        publication.pin()
        st.session_state["view"] = filters.ask_view()
    except publication.NothingPublishedError as error:
        components.empty(str(error))
        return
    try:
        entrance.say_who(reader)
        access.require_page(page.url_path or HOME)
        freshness.show()
        page.run()
    except access.NotAllowedError as error:
        entrance.refuse(error)
    except duckdb.Error as error:
        components.empty(
            "The published file does not hold what this page reads.",
            f"Publish again with `voc run`; if that does not help, tell its operator: {str(error).splitlines()[0]}",
        )


def _page(reader: access.Reader, name: str, title: str, icon: str) -> Any:
    """A page of the menu; one that is not for the reader stays out of it: a link to it is refused, and kept."""
    return st.Page(
        components.page_path(name),
        title=title,
        icon=icon,
        url_path="home" if name == HOME else name,
        default=name == HOME,
        visibility="visible" if reader.may_open(name) else "hidden",
    )


def _typed() -> Any:
    """The address /overview, which a person may type; the page itself lies at /, as Streamlit has it."""
    return st.Page(lambda: None, title="Overview", url_path=HOME, visibility="hidden")


@lru_cache(maxsize=1)
def _settle() -> None:
    """Take what was imported out of Python's search for garbage: Streamlit makes one after each run of a page, in full."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
