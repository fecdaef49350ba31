"""Reports: what can I take along, and what is made every night?"""

from datetime import UTC, datetime

import streamlit as st

from dashboards import (
    access,
    components,
    marts,
    nightly_reports,
    papers,
    repeating,
    reports,
    schedules,
    sentences,
    subscribing,
)
from dashboards.nightly_reports import Written
from dashboards.view import View
from pipelines.settings import load_settings

access.require("make_reports")
view: View = st.session_state["view"]
reader, settings = access.reader(), load_settings()
own = nightly_reports.offered(access.scope())
labels = marts.departments().set_index("department_code")["department_label"].to_dict()
names = labels | {reports.WHOLE: "All departments"}
nights = nightly_reports.nights(settings.paths.reports) if own != () else []


def show_files() -> None:
    components.heading(
        "What the nights wrote",
        "A weekly report of each department, about the seven days up to its day; the last whole month and the data, of all",
    )
    if not nights:
        components.empty(say_none())
        return
    night = st.selectbox("Week up to", nights, format_func=lambda day: sentences.format_date(day, with_year=True))
    written = nightly_reports.files(settings.paths.reports, night, own)
    if not written:
        components.empty("That night wrote nothing for your departments.", "Choose another, or make a report above.")
    for code in sorted({file.department_code for file in written}, key=lambda code: labels.get(code, code)):
        with st.container(horizontal=True, vertical_alignment="center", key=f"night-{code}"):
            st.markdown(components.literal(names.get(code, code)), width=220)
            for file in (each for each in written if each.department_code == code):
                offer(file)


def say_none() -> str:
    if own == ():
        return "The nights' reports tell of more than your role may see. Make one above: it holds what you may see."
    return "No night has written a report yet: `voc run` and `voc serve` write them."


def offer(file: Written) -> None:
    _, mime, icon = papers.KINDS[file.path.suffix]
    st.download_button(
        file.label, lambda: fetch(file), file.name, mime, key=file.name, icon=icon, type="tertiary", on_click="ignore"
    )


def fetch(file: Written) -> bytes:
    access.audit("exported", file.name, reader)
    return file.path.read_bytes()


def show_schedule() -> None:
    components.heading(schedules.say(settings.schedule), "The nightly run, while voc serve is up")
    following = schedules.following(settings.schedule, datetime.now(UTC))
    if following:
        components.note(f"Next: {sentences.format_date(following, with_year=True)}, {following:%H:%M}.")
    components.note(
        f"It writes a weekly report for {', '.join(labels.values()) or 'no department yet'}, one on the last whole"
        " month, and one on the data."
    )


newest = f"up to {sentences.format_date(nights[0])}" if nights else ""
components.headline(
    "Reports",
    f"The newest nightly reports are about the week {newest}." if nights else "Make a report, and take it along.",
    f"What is made here is about the data up to {sentences.format_date(marts.run()['as_of_date'], with_year=True)}.",
)
with components.card("build"):
    components.heading("Make a report", "Of what you may see, and as it stands in the newest published data")
    papers.build(view)
with components.card("nights"):
    show_files()
with components.card("again"):
    repeating.show(settings.paths.published_folder, len(nights))
with components.card("schedule"):
    show_schedule()
if reader.may("subscribe"):
    with components.card("subscriptions"):
        subscribing.show()
