"""Papers: how does a reader take a report along?

The files are those of the nightly flow: the same code makes them from the same published file.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import streamlit as st

from dashboards import components, marts, publication, reports
from dashboards.reports.source import UnknownSubjectError

KINDS = {
    ".html": ("Page (HTML)", "text/html", ":material/language:"),
    ".pdf": ("Paper (PDF)", "application/pdf", ":material/picture_as_pdf:"),
    ".xlsx": (
        "Workbook (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table:",
    ),
}


@st.cache_data(max_entries=24, show_spinner="Writing the report")
def write(published: tuple[str, int], report: str, subject: str) -> dict[str, bytes]:
    """The files of a report by name."""
    with tempfile.TemporaryDirectory() as folder:
        made = reports.load(report).make(Path(published[0]), subject, Path(folder))
        return {path.name: path.read_bytes() for path in made}


def offer_brief(alert: dict) -> None:
    components.heading(
        "Tell the team that can act on it", "One or two pages: what, since when, how many, why, customers' words"
    )
    _offer("brief", alert["alert_id"], "Make the brief")


def offer_coaching(agent_id: str) -> None:
    components.heading(
        "Take the sheet to the session",
        "One page: what to work on, the turns that show it, and what came of the last session",
    )
    _offer("coaching", agent_id, "Make the sheet")


def offer_weekly(departments: tuple[str, ...]) -> None:
    """The weekly report of one department; where the filter names one, it is offered first."""
    labels = marts.departments().set_index("department_code")["department_label"].to_dict()
    components.heading(
        "Take the weekly report along", "What changed for a department in the last seven days, with evidence"
    )
    if not labels:
        components.empty("No department is named in the data.", "Name the owners of the reasons in departments.toml.")
        return
    codes = sorted(labels, key=lambda code: (code not in departments, labels[code]))
    choice, buttons = st.columns([3, 8], gap="small", vertical_alignment="bottom")
    with choice:
        code = st.selectbox("Department of the report", codes, format_func=labels.get)
    with buttons:
        _offer("trend", code, "Make the report", prefix=f"{code}-")


def _offer(report: str, subject: str, label: str, prefix: str = "") -> None:
    """A button that makes the files, and then one to download each; making takes a few seconds."""
    published, wanted = publication.find(), f"{report}:{subject}"
    with st.container(horizontal=True, key=f"offer-{report}"):
        if st.button(label, type="primary", icon=":material/description:"):
            st.session_state[f"made-{report}"] = wanted
        if st.session_state.get(f"made-{report}") != wanted:
            return
        try:
            files = write(published, report, subject)
        except (UnknownSubjectError, publication.NothingPublishedError, duckdb.Error, OSError) as error:
            components.empty("The report could not be made.", str(error).splitlines()[0])
            return
        for name, content in files.items():
            kind, mime, icon = KINDS[Path(name).suffix]
            st.download_button(kind, content, f"{prefix}{name}", mime, icon=icon, on_click="ignore")
