"""Spikes: what stood above its usual level, how sure is it, and why?"""

import pandas as pd
import streamlit as st

from dashboards import (
    changes,
    charts,
    components,
    conversation,
    histories,
    judgements,
    marts,
    notes,
    papers,
    picking,
    redefinitions,
    sentences,
)
from dashboards.actions import found, marked, offered
from dashboards.view import View

CONTACT_COLUMNS = {
    key: column for key, column in conversation.CONTACT_COLUMNS.items() if key not in ("reason_label", "first_words")
} | {
    "driver": st.column_config.TextColumn("Driver", width=64, help="Inside the slice that explains the excess"),
    "first_words": conversation.CONTACT_COLUMNS["first_words"],
}
SHOWN = {"all": "All", "open": "Open", "unjudged": "Not judged"}
view: View = st.session_state["view"]


def filtered(alerts: pd.DataFrame) -> pd.DataFrame:
    """Those that the reader wants to see; the one of the link is always among them."""
    masks = {"all": alerts["alert_id"].notna(), "open": alerts["is_open"], "unjudged": alerts["mark_code"].isna()}
    wanted = st.selectbox(
        "Show",
        list(SHOWN),
        format_func=lambda code: f"{SHOWN[code]} ({int(masks[code].sum())})",
        key="alert-show",
        label_visibility="collapsed",
    )
    chosen = alerts[masks[wanted] | (alerts["alert_id"] == st.query_params.get("alert"))]
    return chosen if len(chosen) else alerts.head(1)


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


def show_state(alert: dict) -> None:
    judged = sentences.upper_first(histories.mark_label(alert)) or "Not yet"
    state = [("State", histories.alert_state(alert)), ("Owner", alert["department_label"]), ("Judged", judged)]
    components.facts(state, width="content")
    components.jump("What do you make of it?", judgements.ANCHOR)
    if alert["subject_kind"] == "topic":
        with st.container(key="topic-links", width="content"):
            components.link("topics", "What is known of the topic", topic=alert["subject_code"])


def show_course(alert: dict, acted: pd.DataFrame) -> None:
    expected = sentences.format_count(alert["peak_expected_count"])
    finding = (
        f"The highest day was {sentences.format_date(alert['peak_date'])}: {alert['peak_contact_count']:,} contacts"
    )
    components.heading(
        f"{finding}, {expected} expected", "Contacts a day; the band is the expected range, eight weeks before"
    )
    daily = marts.alert_series(alert)
    codes = () if alert["subject_kind"] == "all" else marts.alert_reasons(alert)  # of all, no change moves the sum
    marks = notes.on(daily, marts.alert_reasons(alert), marts.reason_changes(codes))
    marks = marked.with_actions(marks, acted, daily)
    drawn = charts.observed_expected(daily, components.palette(), marks=marks)
    if day := picking.day(drawn, sentences.alert_headline(alert), "spike-course", is_wide=True):
        what = {"topic": alert["subject_code"]} if alert["subject_kind"] == "topic" else {"reason": list(codes)}
        components.go("contacts", day=day, **what)
    if len(marks):
        components.note(redefinitions.say(marks))


def show_drivers(alert: dict) -> None:
    drivers = marts.alert_drivers(alert["alert_id"])
    components.heading(sentences.alert_driver(alert), "Contacts above expected, and their share of the excess")
    if drivers.empty:
        within = (
            "Within it the excess is spread evenly."
            if alert["where_label"]
            else "The excess is spread over all slices."
        )
        components.empty(within, "Read what customers say below.")
        return
    drawn = charts.driver_bars(drivers, components.palette())
    components.chart(drawn, sentences.alert_driver(alert), "spike-drivers", is_filtered=False)


def show_phrases(alert: dict) -> None:
    phrases = marts.alert_phrases(alert["alert_id"])
    if phrases.empty:
        return
    with components.card("phrases"):
        said = sentences.alert_phrases(alert) or "Words that set these contacts apart"
        components.heading(said, "Contacts that say it: full in the alert, hollow in as many usual ones")
        components.chart(charts.phrase_dots(phrases, components.palette()), said, "spike-phrases", is_filtered=False)


def show_contacts(alert: dict) -> None:
    contacts = marts.alert_contacts(alert["alert_id"])
    contacts = contacts.assign(driver=contacts["is_driver"].map({True: "yes", False: "no"}))
    first = "; those of the driver first" if contacts["is_driver"].any() else ""
    components.heading("The contacts behind it", f"{sentences.contacts_of(len(contacts))}{first}")
    row = components.table(contacts, CONTACT_COLUMNS, "spike-contacts", pick=True, height=300)
    if row is not None:
        components.go("contacts", contact=contacts.iloc[row]["contact_id"])


said = judgements.read_marks()
run = marts.run()
asked = st.query_params.get("alert", "")
linked = marts.alert(asked)
alerts = marts.alerts(view)
if len(linked) and asked not in set(alerts["alert_id"]):
    alerts = pd.concat([linked, alerts], ignore_index=True)  # a link is answered, whatever the period
alerts = judgements.judged(alerts, said)
open_count = int(alerts["is_open"].sum())
title = f"{open_count} of {len(alerts)} spikes of the period {'is' if open_count == 1 else 'are'} still open."
covers = sentences.coverage(int(run["analysed_count"]), int(run["contact_count"]), int(run["unsure_count"]))
components.headline(
    "Spikes",
    title if len(alerts) else "No spike in this period.",
    f"{covers} {judgements.say_precision(said)}{components.unfiltered(view)}",
)
if asked and linked.empty:
    components.empty(
        "The alert of this link is no longer here.",
        "It was counted anew, or is told as part of another. These are the spikes of the period.",
    )
if alerts.empty:
    last = sentences.format_date(view.start)
    components.empty(
        f"No reason was above its usual level since {last}.", "Look at a longer period or at more departments."
    )
    changes.show(view)
    st.stop()
left, right = st.columns([3, 9], gap="small")
with left, components.card("list"):
    alert = choose(filtered(alerts))
with right:
    with components.card("spike"):
        components.finding(
            sentences.alert_headline(alert),
            f"{sentences.alert_certainty(alert)} {sentences.alert_driver(alert)} {sentences.alert_cost(alert)}",
        )
        with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
            show_state(alert)
        acted = found.about_alert(alert)
        show_course(alert, acted)
        if offered.is_offered(acted):
            components.jump("What is changed about it?", offered.ANCHOR)
    with components.card("driver"):
        show_drivers(alert)
    show_phrases(alert)
    with components.card("quotes"):
        words = marts.alert_quotes(alert["alert_id"])
        components.heading("What customers say", "Quotes from these days; personal data is hidden")
        if words.empty:
            components.empty("These contacts came without a transcript.", "The contacts themselves are listed below.")
        conversation.quotes(words, "alert")
    with components.card("history"):
        judgements.show_history(alert, said)
    with components.card("judge"):
        judgements.ask(alert)
    offered.offer(acted, "alert", alert["alert_id"])
    with components.card("behind"):
        show_contacts(alert)
    with components.card("brief"):
        papers.offer_brief(alert)
changes.show(view)
