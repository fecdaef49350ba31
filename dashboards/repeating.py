"""Repeating: can a number of before be made again?"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

import streamlit as st

from dashboards import access, components
from dashboards.sentences import count_of, format_date

RUN = re.compile(r"voc-(\d{8}T\d{6})-")  # in the name of a published file: when its run began
COUNTED_AGAIN = (
    "Choose its days under Period, and its filters: a number is always worked out anew from what is stored. It is the same as"
    " then, unless rows came late, people gave labels, or the taxonomy changed; charts mark such a change, and behind its (i)"
    " on Performance each KPI names the version of its definition."
)
AS_SAID = (
    "What was said on a day stands in the report that its night wrote, above; each names its run and its coverage."
)
AS_KEPT = (
    "`python -m dashboards.reports --published FILE --out FOLDER` makes the reports of a kept file again, to the byte."
)


def show(published_folder: Path, reports_kept: int) -> None:
    """The three ways, and how far back each reaches."""
    made = kept(published_folder)
    components.heading(say(made, reports_kept), "Counted again, as it was said then, or from the file of a run")
    for sentence in (COUNTED_AGAIN, AS_SAID):
        components.note(sentence)
    if made and access.reader().may("see_operations"):
        st.html(f'<p class="voc-why">{components.with_commands(AS_KEPT)}</p>')


def kept(published_folder: Path) -> list[datetime]:
    """When the runs began whose published files are still here, the oldest first."""
    found = (RUN.match(path.name) for path in published_folder.glob("voc-*.duckdb"))
    return sorted(datetime.strptime(each[1], "%Y%m%dT%H%M%S") for each in found if each)


def say(made: list[datetime], reports_kept: int) -> str:
    """Any day of the data can be counted again; as it was said, the reports of 5 nights and the files of 2 runs are kept."""
    nights = f"the reports of {count_of(reports_kept, 'night')}"
    files = f" and the files of {count_of(len(made), 'run')} (since {format_date(made[0])})" if made else ""
    return f"Last month's number can be counted again; as it was said then, {nights}{files} are kept"
