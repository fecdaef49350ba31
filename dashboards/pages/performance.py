"""Performance: were contacts handled well, and whom to help with what?"""

import streamlit as st

from dashboards import components
from dashboards.performance import coach, found, moves, numbers, said, scorecards, units
from dashboards.view import View

TABS = ("KPIs", "Quality", "Agents and teams", "Coaching", "What moves satisfaction")
view: View = st.session_state["view"]


def show_quality() -> None:
    scorecards.show(view)
    components.link("review", "Check the machine: is a criterion met or not?", tab="Quality calibration")


agents, focus = found.units("agent"), found.focus()
components.headline(
    "Performance", said.headline(agents, focus), said.coverage(agents, found.criteria(), found.window())
)
kpis, quality, compared, coached, moved = st.tabs(TABS, key="tab", on_change="rerun", bind="query-params")
for tab, show in (
    (kpis, lambda: numbers.show(view)),
    (quality, show_quality),
    (compared, units.show),
    (coached, coach.show),
    (moved, moves.show),
):
    if tab.open:  # what is not looked at is not asked for
        with tab:
            show()
