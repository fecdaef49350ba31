"""The dashboard: from what happened to a customer's own words, in three clicks."""

from __future__ import annotations

import atexit
import gc
from functools import lru_cache

import duckdb
import streamlit as st

from dashboards import access, components, entrance, filters, publication

PAGES = {
    "overview": ("Overview", ":material/home:"),
    "reasons": ("Reasons", ":material/account_tree:"),
    "spikes": ("Spikes", ":material/monitoring:"),
    "topics": ("Topics", ":material/bubble_chart:"),
    "performance": ("Performance", ":material/speed:"),
    "actions": ("Actions", ":material/task_alt:"),
    "contacts": ("Contacts", ":material/forum:"),
    "reports": ("Reports", ":material/description:"),
    "review": ("Review", ":material/rule:"),
    "taxonomy": ("Taxonomy", ":material/category:"),
    "administration": ("Administration", ":material/admin_panel_settings:"),
}


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
    page = st.navigation(
        [
            st.Page(
                components.page_path(name),
                title=title,
                icon=icon,
                url_path=name,
                default=name == "overview",
                visibility="visible" if reader.may_open(name) else "hidden",  # a link to it is refused, and kept
            )
            for name, (title, icon) in PAGES.items()
        ]
    )
    try:
        publication.pin()
        st.session_state["view"] = filters.ask_view()
    except publication.NothingPublishedError as error:
        components.empty(str(error))
        return
    try:
        entrance.say_who(reader)
        access.require_page(page.url_path or "overview")
        page.run()
    except access.NotAllowedError as error:
        entrance.refuse(error)
    except duckdb.Error as error:
        components.empty(
            "The published file does not hold what this page reads.",
            f"Publish again with `voc run`; if that does not help, tell its operator: {str(error).splitlines()[0]}",
        )


@lru_cache(maxsize=1)
def _settle() -> None:
    """Take what was imported out of Python's search for garbage: Streamlit makes one after each run of a page, in full."""
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)
