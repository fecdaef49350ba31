"""Arithmetic: how is one KPI worked out, and which contacts are in it?"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from dashboards import components, sentences
from dashboards.kpis import totals
from dashboards.performance import sums
from dashboards.performance.measures import of_kpi
from dashboards.view import View

CONTACT: dict[str, Any] = {
    "contact_date": st.column_config.DateColumn("Day", format="D MMM YYYY", width=96),
    "channel_label": st.column_config.TextColumn("Channel", width=90),
    "reason_label": st.column_config.TextColumn("Reason", width=160),
}
CHAIN: dict[str, Any] = {
    "reason_label": st.column_config.TextColumn("For what", width=190),
    "contact_count": st.column_config.NumberColumn("Contacts", format="localized", width=76),
    "first_date": st.column_config.DateColumn("First", format="D MMM YYYY", width=100),
    "last_date": st.column_config.DateColumn("Last", format="D MMM YYYY", width=100),
    "ids": st.column_config.TextColumn("Which", width="large"),
}
OF_REPEATS = ("fcr", "repeat_rate")


def show(kpi: pd.Series, parts: dict[str, pd.DataFrame], view: View) -> None:
    """The fraction with its parts in words, then the contacts that are in it."""
    daily = parts[kpi["table_code"]]
    inside = daily[daily["contact_date"].between(pd.Timestamp(view.start), pd.Timestamp(view.end))]
    total = totals(inside, kpi).iloc[0]
    components.heading(say(kpi, total), _version(kpi))
    components.facts(_parts(kpi, inside))
    if kpi["table_code"] != "contact":
        return
    _show_contacts(kpi, list(inside), view)
    if kpi["kpi_code"] in OF_REPEATS:
        _show_chains(view)


def say(kpi: pd.Series, total: pd.Series) -> str:
    """Service level = 860 / 1,040 = 82.7 %; a count is itself."""
    measure = of_kpi(kpi)
    value = measure.say(total["value"], total["n"])
    if sentences.is_missing(total["denominator"]):
        return f"{kpi['kpi_label']} = {value}"
    top, bottom = sentences.format_count(total["numerator"]), sentences.format_count(total["denominator"])
    return f"{kpi['kpi_label']} = {top} / {bottom} = {value}"


def _version(kpi: pd.Series) -> str:
    below = f" / ({kpi['denominator']})" if isinstance(kpi["denominator"], str) else ""
    version = f" Version {kpi['kpi_version']}." if isinstance(kpi["kpi_version"], str) else ""
    return f"({kpi['numerator']}){below}, summed over the period and then divided.{version}"


def _parts(kpi: pd.Series, inside: pd.DataFrame) -> list[tuple[str, object]]:
    """Each part under its name, with its sum."""
    named = sums.parts_of(f"{kpi['numerator']} {kpi['denominator']}", list(inside))
    return [(part_label(name), _sum(inside[name].sum(), name)) for name in named]


def part_label(name: str) -> str:
    """answered_within_count becomes Answered within."""
    return sentences.upper_first(name.removesuffix("_count").replace("_", " "))


def _sum(value: float, name: str) -> str:
    return sentences.format_duration(value) if name.endswith("_seconds") else sentences.format_count(value)


def _show_contacts(kpi: pd.Series, columns: list[str], view: View) -> None:
    known = [column for column in columns if column in sums.part_columns()]
    named = tuple(sums.parts_of(f"{kpi['numerator']} {kpi['denominator']}", known))
    rows = sums.contacts_with(view, named) if named else pd.DataFrame()
    if rows.empty:
        components.empty("No contact is in this number.", "Choose a longer period or fewer filters in the side bar.")
        return
    with st.expander(
        f"The contacts in it, the newest {len(rows)} of them"
        if len(rows) == sums.MOST_CONTACTS
        else "The contacts in it"
    ):
        components.note("A row leads to its conversation; 1 is counted, 0 is not.")
        titled = CONTACT | {
            name: st.column_config.NumberColumn(part_label(name), format="%g", width=96) for name in named
        }
        row = components.table(rows, titled, "kpi-contacts", pick=True, height=min(38 + 34 * len(rows), 380))
        if row is not None:
            components.go("contacts", contact=rows.iloc[row]["contact_id"])


def _show_chains(view: View) -> None:
    """Who came back, for what, how often."""
    chains = sums.chains(view)
    longest = "The longest " if len(chains) == sums.MOST_CHAINS else ""
    with st.expander(f"{longest}{sentences.count_of(len(chains), 'chain')} of repeats that ended in this period"):
        if chains.empty:
            components.empty("Nobody came back for the same reason in this period.", "Or no customer is known again.")
            return
        components.note("The same customer, the same reason. A row leads to the last of its contacts.")
        rows = chains.assign(ids=[" → ".join(ids) for ids in chains["contact_ids"]])
        row = components.table(rows, CHAIN, "chains", pick=True, height=min(38 + 34 * len(rows), 320))
        if row is not None:
            components.go("contacts", contact=rows.iloc[row]["contact_ids"][-1])
