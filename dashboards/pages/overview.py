"""Overview: what changed, and what needs attention?"""

import streamlit as st

from dashboards import charts, components, kpis, marts, movements, papers, sentences, tiles
from dashboards.view import View

TILES = ("contacts", "agent_hours", "csat", "abandonment_rate", "unsure_share")
ROOM_FOR_A_CHART = 2  # with more open spikes their sentences fill the card
view: View = st.session_state["view"]
daily = marts.daily(view)
now, before = movements.split(daily, view)
alerts = marts.alerts(view)
expected = marts.expected(view)
still_open = alerts[alerts["is_open"]]


def what_needs_attention() -> None:
    if still_open.empty:
        components.heading("Nothing needs attention")
        components.empty(
            f"No reason was above its usual level on {sentences.format_date(view.end)}.",
            "Look at a longer period, or at Spikes for those that have passed.",
        )
        return
    count = len(still_open)
    components.heading(f"{count} spike{'s are' if count > 1 else ' is'} open", "The costliest first")
    for alert in still_open.head(4).to_dict("records"):
        with st.container(key=f"attention-{alert['severity_rank']}"):
            components.link("spikes", sentences.alert_headline(alert), alert=alert["alert_id"])
            components.note(f"{sentences.alert_driver(alert)} {sentences.alert_certainty(alert)}")
    if count <= ROOM_FOR_A_CHART:
        first = still_open.iloc[0].to_dict()
        drawn = charts.observed_expected(marts.alert_series(first), components.palette(), height=170)
        components.chart(drawn, sentences.alert_headline(first))
    over = alerts[~alerts["is_open"]].head(3).to_dict("records")
    with st.container(key="over-list", gap="xsmall"):
        if over:
            components.note("Over again in this period")
        for alert in over:
            said = (
                f"{sentences.alert_title(alert)}: {sentences.format_period(alert['started_date'], alert['last_date'])}"
            )
            components.link("spikes", said, alert=alert["alert_id"])


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
    components.heading(movements.say_moved(changes, view), "Agent hours by reason: hollow before, full now")
    components.chart(charts.change_dots(changes, components.palette()), movements.say_moved(changes, view))
    components.download(changes[["label", "before", "now", "words"]], "what-moved")


components.headline("Overview", movements.say_yesterday(daily, alerts, view), movements.say_coverage(now))
if now.empty:
    components.nothing_here()
    st.stop()
definitions = marts.kpis()
tiles.tiles(
    [kpis.measure(daily, definitions.loc[code], view) for code in TILES if code in definitions.index],
    view.compare_label,
)
left, right = st.columns([1, 1], gap="small")
with left, components.card("attention", height="stretch"):
    what_needs_attention()
with right, components.card("groups", height="stretch"):
    where_it_comes_from()
with components.card("moved"):
    what_moved()
with components.card("papers"):
    papers.offer_weekly(view.departments)
