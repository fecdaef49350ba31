"""Asking: what is this contact about, in the eyes of a person who reads it?

One contact at a time: the conversation on the left, the ways to answer on the right, each with a key. An answer is kept, and
the next contact comes up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
import streamlit as st

from dashboards import access, components, contacts, conversation
from dashboards.components import literal
from dashboards.judgements import who
from dashboards.review import found, labels

ROUND = 10  # labels


def left_over(rows: pd.DataFrame, written: pd.DataFrame, name: str) -> pd.DataFrame:
    """The contacts that nobody has labelled yet, in order; what the reader put off comes last."""
    rest = rows[~rows["contact_id"].isin(written["contact_id"])]
    is_later = rest["contact_id"].isin(st.session_state.get(f"later-{name}", []))
    return pd.concat([rest[~is_later], rest[is_later]])


def show_talk(contact_id: str, is_guess_shown: bool = True) -> None:
    """The conversation of a contact, and the way to all that is known of it."""
    turns = contacts.turns(contact_id)
    if not is_guess_shown:
        turns = turns.assign(reason_label=None)
    if turns.empty:
        components.empty("This contact has no transcript.", "Judge it by its code, or put it off.")
    else:
        access.audit_once("transcript_viewed", contact_id)
        with st.container(height=460, border=False, key="review-talk"):
            conversation.conversation(turns)
    if is_guess_shown:
        components.link("contacts", "The whole contact", contact=contact_id)


def ask_reason(row: Mapping[str, Any], ways: Sequence[tuple[str, str]], name: str) -> None:
    """Buttons for the likely reasons, a list of all, and Later; keys 1, 2 and L.

    Args:
        row: contact_id.
        ways: code and label of each likely reason.
        name: of the queue that the contact comes from.
    """
    contact_id = str(row["contact_id"])
    with st.container(key=f"ways-{name}", gap="small"):
        for place, (code, label) in enumerate(ways, start=1):
            _button(
                literal(label),
                f"{name}-{place}-{contact_id}",
                str(place),
                labels.keep,
                (contact_id, code),
                type="primary" if place == 1 else "secondary",
            )
        ask_other(contact_id, name)
        _button("Later", f"{name}-later-{contact_id}", "L", _put_off, (contact_id, name), type="tertiary")


def _button(label: str, key: str, shortcut: str, act: Callable[..., None], args: tuple[str, ...], **more: Any) -> None:
    st.button(label, key=key, shortcut=shortcut, on_click=act, args=args, width="stretch", **more)


def ask_other(contact_id: str, name: str) -> None:
    key, reasons = f"{name}-other-{contact_id}", found.reasons()
    st.selectbox(
        "Another reason",
        list(reasons),
        index=None,
        format_func=reasons.get,
        placeholder="Another reason: type to find it",
        label_visibility="collapsed",
        key=key,
        on_change=_keep_chosen,
        args=(contact_id, key),
    )


def _keep_chosen(contact_id: str, key: str) -> None:
    code = st.session_state[key]
    if code:
        labels.keep(contact_id, code)


def _put_off(contact_id: str, name: str) -> None:
    later = [other for other in st.session_state.get(f"later-{name}", []) if other != contact_id]
    st.session_state[f"later-{name}"] = [*later, contact_id]


def show_progress() -> None:
    """How far the reader is in a round of ten, in this sitting."""
    given = int(st.session_state.get(labels.GIVEN, 0))
    done = (given - 1) % ROUND + 1 if given else 0
    st.progress(done / ROUND, text=f"{done} of {ROUND}" + (f", {given} in this sitting" if given > ROUND else ""))


def say_kept() -> None:
    components.note(
        f"Kept under the name {who()}, and shown at once. From the next run on it is the reason of the contact, and models that"
        " are made later learn from it."
    )
