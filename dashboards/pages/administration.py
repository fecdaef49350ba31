"""Administration: is all in order, who may see what, and who did?"""

import streamlit as st

from dashboards import access, components, health, marts
from dashboards.administration import data_health, deliveries, people, privacy, trail

reader = access.reader()
TABS = {
    "Data health": ("see_operations", lambda: data_health.show(st.session_state["view"])),
    "Deliveries": ("see_operations", deliveries.show),
    "People": ("manage_people", people.show),
    "Privacy": ("see_audit", privacy.show),
    "Audit trail": ("see_audit", trail.show),
}

run = marts.run()
components.headline("Administration", health.say_run(run, marts.run_history()), health.say_counts(run))
shown = {label: show for label, (right, show) in TABS.items() if reader.may(right)}
for tab, show in zip(
    st.tabs(list(shown), key="tab", on_change="rerun", bind="query-params"), shown.values(), strict=True
):
    with tab:
        if tab.open:
            show()
