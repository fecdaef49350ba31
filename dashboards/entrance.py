"""Entrance: who is let in, and what is said to those who are not?"""

from __future__ import annotations

import streamlit as st

from dashboards import components
from dashboards.access import ROLE_LABELS, NotAllowedError, NotLoggedInError, Reader, is_login_configured


def show(error: NotAllowedError) -> None:
    """All that is shown to somebody who may see nothing: why, and the way on."""
    components.headline("voc", str(error), "")
    if isinstance(error, NotLoggedInError):
        st.button("Log in", type="primary", icon=":material/login:", on_click=st.login, key="log-in")
    elif is_login_configured():
        st.button("Log out", icon=":material/logout:", on_click=st.logout, key="log-out")


def refuse(error: NotAllowedError) -> None:
    """A page or a step that is not for the role of who reads."""
    components.empty(str(error))


def say_who(reader: Reader) -> None:
    """In the side bar: as whom the page is shown, and of what."""
    with st.sidebar, st.container(key="reader"):
        if reader.is_local:
            st.caption("You, on this machine: no login is configured, so nobody else can reach this.")
            return
        st.caption(components.literal(say_part(reader)))
        st.button("Log out", icon=":material/logout:", type="tertiary", on_click=st.logout, key="log-out")


def say_part(reader: Reader) -> str:
    """Ana, department head: the numbers are those of your departments (Logistics)."""
    parts = {
        "department_head": f"the numbers are those of your departments ({', '.join(reader.department_codes)})",
        "coach": f"contacts and agents are those of your teams ({', '.join(reader.team_labels)})",
        "agent": "contacts and scorecards are your own",
        "viewer": "cells of very few contacts are left out",
    }
    said = f"{reader.name}, {ROLE_LABELS[reader.role_code].lower()}"
    return f"{said}: {parts[reader.role_code]}." if reader.role_code in parts else f"{said}."
