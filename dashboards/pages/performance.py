"""Performance: were contacts handled well, and whom to help with what?"""

import streamlit as st

from dashboards import access, components
from dashboards.performance import coach, found, moves, numbers, said, scorecards, units
from dashboards.view import View

view: View = st.session_state["view"]


def show_quality() -> None:
    scorecards.show(view)
    components.link("review", "Check the machine: is a criterion met or not?", tab="Quality calibration")


def show_headline() -> None:
    if sees_agents:
        agents, focus = found.units("agent"), found.focus()
        answer, covers = said.headline(agents, focus), said.coverage(agents, found.criteria(), found.window())
    else:
        shares = scorecards.rated(found.criteria(), found.criterion_shares(view), view.is_comparable)
        answer = f"{said.weakest(shares)}."
        covers = "Of the contacts that your role sees. Agents and teams are compared for those who help them."
    components.headline("Performance", answer, covers)


sees_agents = access.reader().may("see_agents")
show_headline()
tabs = {"KPIs": lambda: numbers.show(view), "Quality": show_quality}
if sees_agents:
    tabs |= {"Agents and teams": units.show, "Coaching": coach.show}
tabs["What moves satisfaction"] = moves.show
for tab, show in zip(
    st.tabs(list(tabs), key="tab", on_change="rerun", bind="query-params"), tabs.values(), strict=True
):
    if tab.open:  # what is not looked at is not asked for
        with tab:
            show()
