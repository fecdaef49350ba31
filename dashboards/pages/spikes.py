"""Spikes: what stood above its usual level, how sure is it, and why?"""

import pandas as pd
import streamlit as st

from dashboards import charts, components, conversation, marts, papers, redefinitions, sentences
from dashboards.view import View

CONTACT_COLUMNS = {
    key: column for key, column in conversation.CONTACT_COLUMNS.items() if key not in ("reason_label", "first_words")
} | {
    "driver": st.column_config.TextColumn("Driver", width=64, help="Inside the slice that explains the excess"),
    "first_words": conversation.CONTACT_COLUMNS["first_words"],
}
view: View = st.session_state["view"]


def choose(alerts: pd.DataFrame) -> dict:
    """The alert that the link names, or the one picked from the list."""
    ids = alerts["alert_id"].tolist()
    linked = st.query_params.get("alert")
    rows = alerts.set_index("alert_id", drop=False)
    picked = st.radio(
        "Spikes",
        ids,
        index=ids.index(linked) if linked in ids else 0,
        format_func=lambda code: components.literal(sentences.alert_title(rows.loc[code])),
        captions=[components.literal(components.alert_caption(row)) for row in alerts.to_dict("records")],
        label_visibility="collapsed",
        width="stretch",
        key="alert-list",
    )
    if picked != linked:
        st.query_params["alert"] = picked
    return rows.loc[picked].to_dict()


def show_course(alert: dict) -> None:
    expected = sentences.format_count(alert["peak_expected_count"])
    finding = (
        f"The highest day was {sentences.format_date(alert['peak_date'])}: {alert['peak_contact_count']:,} contacts"
    )
    components.heading(
        f"{finding}, {expected} expected", "Contacts a day; the band is the expected range, eight weeks before"
    )
    daily = marts.alert_series(alert)
    marks = redefinitions.marks(marts.reason_changes((alert["reason_code"],)), daily)
    components.chart(
        charts.observed_expected(daily, components.palette(), marks=marks), sentences.alert_headline(alert)
    )
    if len(marks):
        components.note(redefinitions.say(marks))


def show_drivers(alert: dict) -> None:
    drivers = marts.alert_drivers(alert["alert_id"])
    components.heading(sentences.alert_driver(alert), "Contacts above expected, and their share of the excess")
    if drivers.empty:
        components.empty("The excess is spread over all slices.", "Read what customers say below.")
        return
    components.chart(charts.driver_bars(drivers, components.palette()), sentences.alert_driver(alert))


def show_contacts(alert: dict) -> None:
    contacts = marts.alert_contacts(alert["alert_id"])
    contacts = contacts.assign(driver=contacts["is_driver"].map({True: "yes", False: "no"}))
    components.heading("The contacts behind it", f"{sentences.contacts_of(len(contacts))}; those of the driver first")
    row = components.table(contacts, CONTACT_COLUMNS, "spike-contacts", pick=True, height=300)
    if row is not None:
        components.go("contacts", contact=contacts.iloc[row]["contact_id"])


alerts = marts.alerts(view)
run = marts.run()
linked = marts.alert(st.query_params.get("alert", ""))
if len(linked) and linked["alert_id"].iloc[0] not in set(alerts["alert_id"]):
    alerts = pd.concat([linked, alerts], ignore_index=True)  # a link is answered, whatever the period
open_count = int(alerts["is_open"].sum())
title = f"{open_count} of {len(alerts)} spikes of the period {'is' if open_count == 1 else 'are'} still open."
covers = sentences.coverage(int(run["analysed_count"]), int(run["contact_count"]), int(run["unsure_count"]))
components.headline(
    "Spikes", title if len(alerts) else "No spike in this period.", covers + components.unfiltered(view)
)
if alerts.empty:
    last = sentences.format_date(view.start)
    components.empty(
        f"No reason was above its usual level since {last}.", "Look at a longer period or at more departments."
    )
    st.stop()
left, right = st.columns([3, 9], gap="small")
with left, components.card("list"):
    alert = choose(alerts)
with right:
    with components.card("spike"):
        components.finding(
            sentences.alert_headline(alert), f"{sentences.alert_certainty(alert)} {sentences.alert_cost(alert)}"
        )
        show_course(alert)
    with components.card("driver"):
        show_drivers(alert)
    with components.card("quotes"):
        words = marts.alert_quotes(alert["alert_id"])
        components.heading("What customers say", "Quotes from these days; personal data is hidden")
        if words.empty:
            components.empty("These contacts came without a transcript.", "The contacts themselves are listed below.")
        conversation.quotes(words, "alert")
    with components.card("behind"):
        show_contacts(alert)
    with components.card("brief"):
        papers.offer_brief(alert)
