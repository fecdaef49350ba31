"""Labels: what did people say that contacts are about, do they agree, and how is one more kept?

A label goes to the workspace and is shown at once. The next run takes it for the contact's reason, whatever machine and agent
say, and the models that are made later learn from it.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd
import streamlit as st

from dashboards import access, kpis, sentences
from dashboards.judgements import who
from dashboards.sentences import format_share
from pipelines.settings import load_settings
from pipelines.workspace import WorkspaceError, open_workspace
from pipelines.workspace.labels import newest_of_each, read_labels, take_back_label

PROBLEM = "label-problem"
GIVEN = "labels-given"  # in this sitting


def read() -> pd.DataFrame:
    """The newest label of each person on each contact, the oldest first.

    Raises:
        WorkspaceError: the workspace cannot be opened or read.
    """
    with open_workspace(load_settings()) as workspace:
        return newest_of_each(read_labels(workspace))


def keep(contact_id: str, reason_code: str) -> None:
    """Keep what the reader says of a contact; where it cannot be, the page says so when it is drawn next."""
    row = pd.DataFrame({"contact_id": [contact_id], "reason_code": [reason_code]})
    try:
        access.require("write_labels")
        with open_workspace(load_settings()) as workspace:
            workspace.add_labels(row, who())
        access.audit("label_given", contact_id)
    except (access.NotAllowedError, WorkspaceError) as error:
        st.session_state[PROBLEM] = str(error)
        return
    st.session_state[GIVEN] = st.session_state.get(GIVEN, 0) + 1


def take_back(contact_id: str) -> None:
    """Let the reader say nothing of a contact any more."""
    try:
        access.require("write_labels")
        with open_workspace(load_settings()) as workspace:
            take_back_label(workspace, contact_id, who())
        access.audit("label_taken_back", contact_id)
    except (access.NotAllowedError, WorkspaceError) as error:
        st.session_state[PROBLEM] = str(error)


def shared(labels: pd.DataFrame) -> pd.DataFrame:
    """One row per contact that several people labelled: contact_id, people (name and code of each), pairs, same_pairs."""
    rows = []
    for contact_id, given in labels.groupby("contact_id", sort=True):
        if len(given) > 1:
            codes = dict(zip(given["labelled_by"], given["reason_code"], strict=True))
            pairs = [one == other for one, other in combinations(codes.values(), 2)]
            rows.append((contact_id, codes, len(pairs), sum(pairs)))
    return pd.DataFrame(rows, columns=["contact_id", "people", "pairs", "same_pairs"])


def say_agreement(both: pd.DataFrame) -> str:
    """People agree on 8 of 10 contacts that several of them labelled (80 %; 49 to 94 %)."""
    if both.empty:
        return "No contact has the labels of two people yet, so how far they agree is not known"
    n, same = len(both), int((both["pairs"] == both["same_pairs"]).sum())
    low, high = kpis.interval(pd.DataFrame({"value": [same / n], "denominator": [n]}), "wilson")
    between = f"{format_share(low[0], 0).removesuffix(' %')} to {format_share(high[0], 0)}"
    return (
        f"People agree on {sentences.format_count(same)} of {sentences.contacts_of(n)} that several of them labelled"
        f" ({format_share(same / n, 0)}; {between})"
    )
