"""Data health: did the run finish, and what is missing from the picture?"""

import streamlit as st

from dashboards import charts, components, health, marts
from dashboards.view import View

view: View = st.session_state["view"]
run = marts.run()
history, steps = marts.run_history(), marts.run_steps()
files, notes, rejected = marts.source_files(), marts.file_notes(), marts.rejected_rows()


def show_coverage() -> None:
    by_day = health.coverage_by_day(marts.coverage(view))
    components.heading(
        health.say_coverage(by_day), "Contacts a day: dark where a reason was looked for, light where it was not"
    )
    if by_day.empty:
        components.empty("No contact lies in this period.", "Choose a longer period in the side bar.")
        return
    components.chart(charts.daily_bars(by_day, components.palette(), height=330), health.say_coverage(by_day))


components.headline("Data health", health.say_run(run, history), health.say_counts(run))
left, right = st.columns([1, 1], gap="small")
with left, components.card("coverage", height="stretch"):
    show_coverage()
with right, components.card("steps", height="stretch"):
    components.heading(health.say_steps(steps), "Steps of the last run, with rows and time")
    components.table(health.steps(steps), health.STEP_COLUMNS, "steps", height="content")
with components.card("files"):
    components.heading(health.say_files(files), "Files of the last runs, newest first")
    if files.empty:
        components.empty("No file was loaded.", "Add a source to voc.toml, then run `voc run`.")
    components.table(health.files(files), health.FILE_COLUMNS, "files")
with components.card("notes"):
    components.heading(
        health.say_notes(notes), "How files were read, and what changed in their columns; nothing was lost by it"
    )
    if notes.empty:
        components.empty("Every file was as expected.")
    components.table(health.files(notes.assign(status_code="")), health.NOTE_COLUMNS, "notes")
with components.card("rejected"):
    components.heading(health.say_rejected(rejected), "Each with its file, its line and why; personal data is hidden")
    if rejected.empty:
        components.empty("Every row could be read.")
    components.table(rejected, health.REJECTED_COLUMNS, "rejected-rows")
with components.card("runs"):
    components.heading(
        health.say_history(history), "The last 30 runs; a failed run leaves the last good answers in place"
    )
    components.table(health.runs(history), health.RUN_COLUMNS, "runs", height="content")
