"""Review: what should people check, so that the machine and the codes become right?"""

import pandas as pd
import streamlit as st

from dashboards import access, components, sentences
from dashboards.judgements import who
from dashboards.performance import reviews
from dashboards.review import asking, found, labels, mine, miscoded, worth
from dashboards.view import View
from pipelines.workspace import WorkspaceError

view: View = st.session_state["view"]


def show_head(written: pd.DataFrame) -> None:
    wrong = asking.left_over(found.miscoded(view), written, "miscoded")
    open_count = len(asking.left_over(found.candidates(), written, "worth"))
    mine_count = int((written["labelled_by"] == who()).sum())
    components.headline(
        "Review",
        f"{sentences.count_of(len(wrong), 'code')} of the period may be wrong; {sentences.contacts_of(open_count)} to label.",
        f"{sentences.count_of(len(written), 'label')} of people so far, {mine_count} by {who()}."
        " An answer is the contact's reason from the next run on.",
    )


try:
    written = labels.read()
except WorkspaceError as error:
    components.headline("Review", "What people said cannot be read.", "So nothing can be added.")
    components.empty("The workspace does not answer.", str(error))
    st.stop()
show_head(written)
if problem := st.session_state.pop(labels.PROBLEM, ""):
    components.empty("It was not kept.", problem)
tabs = {
    "Miscoded codes": ("write_labels", lambda: miscoded.show(view, written)),
    "Worth labelling": ("write_labels", lambda: worth.show(written)),
    "Quality calibration": ("review_quality", reviews.ask),
    "My labels": ("write_labels", lambda: mine.show(written)),
}
mine_to_use = {name: show for name, (right, show) in tabs.items() if access.reader().may(right)}
for tab, (name, show) in zip(
    st.tabs(list(mine_to_use), key="tab", on_change="rerun", bind="query-params"), mine_to_use.items(), strict=True
):
    if tab.open:  # what is not looked at is not asked for
        with tab, components.card(name.split()[0].lower()):
            show()
