"""Overview: what changed, and what needs attention?"""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboards import (
    access,
    charts,
    components,
    health,
    histories,
    judgements,
    kpis,
    marts,
    movements,
    notes,
    papers,
    picking,
    sentences,
    since,
    tiles,
)
from dashboards.actions import marked, offered
from dashboards.actions.found import about_alert
from dashboards.topics import found, said
from dashboards.view import View

TILES = ("contacts", "agent_hours", "csat", "abandonment_rate", "unsure_share")
# Who hangs up in the queue gave no reason: of some reasons alone, neither they nor what is not sure can be told.
TILES_OF_REASONS = ("contacts", "agent_hours", "csat", "fcr", "handle_time")
ROOM_FOR_A_CHART = 2  # with more open spikes their sentences fill the card
view: View = st.session_state["view"]
of_reasons = access.looks_at_some_reasons(view)
daily = marts.daily(view)
now, before = movements.split(daily, view)
alerts = judgements.judged(marts.alerts(view), judgements.read_marks())
expected = marts.expected(view)
is_aside = judgements.is_set_aside(alerts)
waiting = alerts[alerts["is_open"] & ~is_aside]
aside = alerts[alerts["is_open"] & is_aside]


def at_a_glance() -> None:
    by_day = health.coverage_by_day(marts.coverage(view))
    state = health.glance(marts.run(), by_day, marts.silent_sources())
    way = "Data health" if access.reader().may_open("administration") else ""
    components.glance((since.told(view), "", ""), (state, way, components.address("administration")))


def what_needs_attention() -> None:
    for warning in marts.early_warnings(view).head(3).to_dict("records"):
        components.note(sentences.early_warning(warning))
    if waiting.empty:
        last = sentences.format_date(view.end)
        components.heading("Nothing needs attention", histories.set_aside(aside["mark_code"]))
        components.empty(
            "People have said what they make of all that is open."
            if len(aside)
            else f"No reason was above its usual level on {last}.",
            "Look at a longer period, or at Spikes for those that have passed.",
        )
    else:
        show_waiting()
    offered.remind(view)
    show_new_topics()
    over = alerts[~alerts["is_open"] & (alerts["mark_code"] != "false")]
    with st.container(key="over-list", gap="xsmall"):
        show_briefly("Set aside", aside.head(3), histories.mark_label)
        show_briefly("Ended in this period", over.head(3), sentences.alert_days)


def show_waiting() -> None:
    left_out = histories.set_aside(aside["mark_code"])
    components.heading(histories.attention(len(waiting)), f"The costliest first. {left_out}".strip())
    for alert in waiting.head(4).to_dict("records"):
        with st.container(key=f"attention-{alert['severity_rank']}"):
            components.link("spikes", sentences.alert_headline(alert), alert=alert["alert_id"])
            why = f"{sentences.alert_driver(alert)} {sentences.alert_certainty(alert)}"
            components.note(f"{why} {histories.alert_judgement(alert)}".strip())
    if len(waiting) <= ROOM_FOR_A_CHART:
        first = waiting.iloc[0].to_dict()
        days = marts.alert_series(first)
        marks = notes.on(days, marts.alert_reasons(first))
        marks = marked.with_actions(marks, about_alert(first), days)
        drawn = charts.observed_expected(days, components.palette(), height=140, marks=marks)
        components.chart(drawn, sentences.alert_headline(first), "costliest-spike", is_filtered=False)


def show_new_topics() -> None:
    new = found.news(view).to_dict("records")
    if new:
        components.note("Newly said")
    with st.container(key="over-topics", gap="xsmall"):
        for topic in new:
            components.link("topics", said.headline(topic), topic=topic["topic_code"])


def show_briefly(title: str, chosen: pd.DataFrame, say: Callable[[dict], str]) -> None:
    if len(chosen):
        components.note(title)
    for alert in chosen.to_dict("records"):
        components.link("spikes", f"{sentences.alert_title(alert)}: {say(alert)}", alert=alert["alert_id"])


def where_it_comes_from() -> None:
    rows = movements.by_group(now, before, view, expected)
    components.heading(movements.say_groups(rows), f"Contacts, {movements.course_label(view)}")
    tiles.course_table(rows, view.compare_label if view.is_comparable else None)


def what_moved() -> None:
    changes = movements.by_reason(now, before).head(10)
    if not view.is_comparable or changes.empty:
        components.heading("What moved")
        components.empty("There are no earlier days to compare with.", "Choose a shorter period in the side bar.")
        return
    told, hint = movements.say_moved(changes, view), picking.hint("reason_code")
    components.heading(told, f"Agent hours by reason: hollow before, full now{hint}")
    by_label = dict(zip(changes["label"], changes["reason_code"], strict=True))
    drawn = charts.change_dots(changes, components.palette())
    picking.filter_by(drawn, told, "reason_code", by_label, "label", "moved-dots")
    components.link("reasons", "Compare two slices or periods", compare_by="period")


components.headline(
    "Overview",
    movements.say_yesterday(daily, len(waiting), view),
    movements.say_coverage(now, marts.coverage(view) if of_reasons else None),
)
if now.empty:
    components.nothing_here()
    st.stop()
definitions = marts.kpis()
tiles.tiles(
    [
        kpis.measure(daily, definitions.loc[code], view)
        for code in (TILES_OF_REASONS if of_reasons else TILES)
        if code in definitions.index
    ],
    view.compare_label,
)
at_a_glance()
left, right = st.columns([1, 1], gap="small")
with left, components.card("attention", height="stretch"):
    what_needs_attention()
with right, components.card("groups", height="stretch"):
    where_it_comes_from()
with components.card("moved"):
    what_moved()
with components.card("papers"):
    papers.offer_weekly(view.departments)
