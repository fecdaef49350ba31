"""Papers: how does a reader take a report along?

The files are those of the nightly flow: the same code makes them from the same published file.
"""

from __future__ import annotations

import tempfile
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import streamlit as st

from dashboards import access, components, marts, publication, reports, sentences
from dashboards.languages import LANGUAGES, OWN, speaking
from dashboards.performance import found
from dashboards.reports.months import NoMonthError
from dashboards.reports.source import UnknownSubjectError
from dashboards.scopes import EVERYTHING, Scope
from dashboards.topics import found as topics
from dashboards.view import View

KINDS = {
    ".html": ("Page (HTML)", "text/html", ":material/language:"),
    ".pdf": ("Paper (PDF)", "application/pdf", ":material/picture_as_pdf:"),
    ".pptx": (
        "Slides (PPTX)",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ":material/slideshow:",
    ),
    ".md": ("Text (Markdown)", "text/markdown", ":material/markdown:"),
    ".xlsx": (
        "Workbook (XLSX)",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ":material/table:",
    ),
}


PREVIEW_HEIGHT = 720  # pixels: the report scrolls within; its own policy lets no script run


@st.cache_data(max_entries=24, show_spinner="Writing the report")
def write(published: tuple[str, int], scope: Scope, report: str, subject: str, language: str) -> dict[str, bytes]:
    """The files of a report by name, of what a reader may see."""
    with tempfile.TemporaryDirectory() as folder, speaking(language):
        made = reports.load(report).make(publication.cursor(published, scope), subject, Path(folder))
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
    labels = _labels(_own_departments(), "department")
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


def choices(view: View) -> dict[str, tuple[str, dict[str, str]]]:
    """What a reader can have made: by kind, the report's name and its subjects, code to label; no kind without a subject."""
    agents = found.focus().drop_duplicates("agent_id")
    alerts = marts.alerts(view).to_dict("records")
    house = {reports.WHOLE: "All departments"} if access.scope() == EVERYTHING else {}
    kinds = {
        "Weekly report of a department": ("trend", _labels(_own_departments(), "department")),
        "Monthly report of all departments": ("monthly", house),
        "Data-quality report": ("data_quality", house if access.reader().may("see_operations") else {}),
        "Brief of a spike": ("brief", {each["alert_id"]: _alert_label(each) for each in alerts}),
        "Brief of a reason": ("brief", _labels(marts.reasons().sort_values("reason_label"), "reason")),
        "Brief of a topic": ("brief", _labels(topics.labels(), "topic")),
        "Coaching sheet of an agent": ("coaching", agents.set_index("agent_id")["agent_label"].to_dict()),
    }
    return {kind: (report, subjects) for kind, (report, subjects) in kinds.items() if subjects}


def build(view: View) -> None:
    """Choose a report and its subject, have it made, look at it, and take it along."""
    kinds = choices(view)
    if not kinds:
        components.empty("There is nothing to report on yet.", "`voc run` reads the contacts that reports are made of.")
        return
    left, right = st.columns([4, 8], gap="small")
    with left:
        kind = st.selectbox("Report", list(kinds))
    report, subjects = kinds[kind]
    with right:
        subject = st.selectbox("About", list(subjects), format_func=subjects.get, key=f"about-{kind}")
    language = _ask_language(report, subject)
    made = _offer(report, subject, "Make the report", f"{subject}-" if report == "trend" else "", language)
    for name, content in made.items():
        if name.endswith(".html"):
            st.iframe(content.decode(), height=PREVIEW_HEIGHT, alt=f"{kind}: {subjects[subject]}")


def _ask_language(report: str, subject: str) -> str:
    """The one of its department is offered first."""
    known, own = list(LANGUAGES), _language(report, subject)
    chosen: str = st.segmented_control(
        "Language", known, default=own, format_func=LANGUAGES.get, required=True, key=f"language-{report}-{own}"
    )
    return chosen


def _language(report: str, subject: str) -> str:
    """In which language a report is written unless somebody asks for another."""
    if report != "trend":
        return OWN
    departments = marts.departments().set_index("department_code")
    return str(departments.loc[subject].get("language_code") or OWN)


def _own_departments() -> pd.DataFrame:
    own, departments = access.scope().departments, marts.departments()
    return departments if own is None else departments[departments["department_code"].isin(own)]


def _labels(frame: pd.DataFrame, of: str) -> dict[str, str]:
    return frame.set_index(f"{of}_code")[f"{of}_label"].to_dict()


def _alert_label(alert: dict[str, Any]) -> str:
    return f"{sentences.alert_title(alert)}, {sentences.format_date(alert['started_date'])}"


def _offer(report: str, subject: str, label: str, prefix: str = "", language: str | None = None) -> dict[str, bytes]:
    """A button that makes the files, and then one to download each; making takes a few seconds.

    Returns the files by name; none before they are made.
    """
    spoken = language or _language(report, subject)
    published, wanted = publication.find(), f"{report}:{subject}{'' if spoken == OWN else f':{spoken}'}"
    if not access.reader().may("make_reports"):
        return {}
    with st.container(horizontal=True, key=f"offer-{report}"):
        if st.button(label, type="primary", icon=":material/description:"):
            access.audit("report_made", wanted)
            st.session_state[f"made-{report}"] = wanted
        if st.session_state.get(f"made-{report}") != wanted:
            return {}
        try:
            files = write(published, access.scope(), report, subject, spoken)
        except (UnknownSubjectError, NoMonthError, publication.NothingPublishedError, duckdb.Error, OSError) as error:
            components.empty("The report could not be made.", str(error).splitlines()[0])
            return {}
        for name, content in files.items():
            kind, mime, icon = KINDS[Path(name).suffix]
            file = f"{prefix}{name}" if spoken == OWN else f"{prefix}{Path(name).stem}-{spoken}{Path(name).suffix}"
            fetched = partial(_fetch, content, file, access.reader())
            st.download_button(kind, fetched, file, mime, icon=icon, on_click="ignore")
    return files


def _fetch(content: bytes, file: str, reader: access.Reader) -> bytes:
    """A file that is taken along, which is an event of its own: outside of any page."""
    access.audit("exported", file, reader)
    return content
