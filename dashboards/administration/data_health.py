"""Data health: did the run finish, and what is missing from the picture?"""

import pandas as pd
import streamlit as st

from dashboards import charts, components, health, marts, miscoding
from dashboards.deliveries import found as deliveries
from dashboards.deliveries import said, tables
from dashboards.view import View

AGAIN = (
    "Any night can be run again, and any days: for those of 3 to 5 March, start `voc backfill --from 2026-03-03 --to"
    " 2026-03-05`. It loads exports that came late, reads these days again, and goes on where it was cut short.",
    "A file that was read is not read twice, of a contact the newest version counts once, and only the days that something"
    " came for are counted anew. A run that fails publishes nothing.",
)


def show(view: View) -> None:
    """What the run read and did, how far codes and model can be trusted, and what sources delivered."""
    _show_quality()
    _show_run(view)
    _show_sources()
    _show_codes()
    _show_runs()


def _show_quality() -> None:
    """The sentences of the data-quality report, and the tables that stand nowhere else on this page."""
    found = deliveries.read(marts.ask)
    with components.card("quality"):
        components.heading(
            said.headline(found), "Of the last 28 days; the data-quality report on the page Reports says the same"
        )
        components.answers(said.answers(found))
    left, right = st.columns([1, 1], gap="small")
    with left, components.card("fresh", height="stretch"):
        _show_table(said.freshness(found), tables.FRESH_COLUMNS, tables.fresh_rows(found), "fresh")
    with right, components.card("volume", height="stretch"):
        _show_table(said.volume(found), tables.VOLUME_COLUMNS, tables.volume_rows(found), "volume")
    left, right = st.columns([1, 1], gap="small")
    with left, components.card("empty", height="stretch"):
        _show_table(said.empty(found), tables.EMPTY_COLUMNS, tables.empty_rows(found), "empty-columns")
    with right, components.card("unsure", height="stretch"):
        _show_table(said.unsure(found), tables.UNSURE_COLUMNS, tables.share_rows(found.unsure), "unsure")


def _show_table(finding: str, columns: list[str], rows: list[list[str]], name: str) -> None:
    components.heading(finding)
    if not rows:
        components.empty("Nothing stands out.")
        return
    components.table(pd.DataFrame(rows, columns=columns), {title: title for title in columns}, name, height="content")


def _show_run(view: View) -> None:
    steps = marts.run_steps()
    left, right = st.columns([1, 1], gap="small")
    with left, components.card("coverage", height="stretch"):
        _show_coverage(view)
    with right, components.card("timeline", height="stretch"):
        says = health.say_steps(steps)
        components.heading(says, "The last run, step by step; the tick is where a step usually ends")
        drawn = charts.step_timeline(health.timeline(steps), components.palette())
        components.chart(drawn, says, "timeline", is_filtered=False)
    with components.card("steps"):
        components.heading(
            "Rows and time of each step",
            "Reports and letters follow once this is published",
        )
        components.table(health.steps(steps), health.STEP_COLUMNS, "steps", height="content")


def _show_changed() -> None:
    notes = marts.file_notes()
    with components.card("changed"):
        said = health.say_since(marts.run(), marts.run_history(), notes)
        components.heading(said, "Columns are named below as they were found; the model has a card of its own")
        for sentence in AGAIN:
            st.html(f'<p class="voc-why">{components.with_commands(sentence)}</p>')


def _show_codes() -> None:
    left, right = st.columns([1, 1], gap="small")
    with left, components.card("codes", height="stretch"):
        _show_noise()
    with right, components.card("pairs", height="stretch"):
        pairs = marts.confused_pairs()
        components.heading(
            miscoding.say_pairs(pairs), "Of the last 90 days: the reason of the agent's code, and that of the words"
        )
        if pairs.empty:
            components.empty("Every code that was judged agrees with the words.")
        components.table(miscoding.pair_rows(pairs), miscoding.PAIR_COLUMNS, "confused-pairs", height=340)
    with components.card("model"):
        _show_model()


def _show_sources() -> None:
    files, notes, rejected = marts.source_files(), marts.file_notes(), marts.rejected_rows()
    with components.card("silent"):
        silent = marts.silent_sources()
        components.heading(
            health.say_silent(silent), "Sources that usually deliver contacts on such a day, of the last 90 days"
        )
        for sentence in health.silences(silent):
            components.note(sentence)
    with components.card("rejected"):
        components.heading(
            health.say_rejected(rejected, marts.run()["run_id"]),
            "Each with its file, its line and why; personal data is hidden",
        )
        if rejected.empty:
            components.empty("Every row could be read.")
        components.table(rejected, health.REJECTED_COLUMNS, "rejected-rows")
    _show_changed()
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


def _show_runs() -> None:
    history = marts.run_history()
    with components.card("runs"):
        components.heading(
            health.say_history(history), "The last 30 runs; a failed run leaves the last good answers in place"
        )
        components.table(health.runs(history), health.RUN_COLUMNS, "runs", height="content")


def _show_coverage(view: View) -> None:
    by_day = health.coverage_by_day(marts.coverage(view))
    components.heading(
        health.say_coverage(by_day), "Contacts a day: dark where a reason was looked for, light where it was not"
    )
    if by_day.empty:
        components.empty("No contact lies in this period.", "Choose a longer period in the side bar.")
        return
    drawn = charts.daily_bars(by_day, components.palette(), height=330)
    components.chart(drawn, health.say_coverage(by_day), "coverage", is_filtered=False)


def _show_noise() -> None:
    noise = marts.code_noise()
    components.heading(
        miscoding.say_noise(noise),
        "Of the last 90 days; the lines are 95 % intervals, the dashed one is all of them. Where the model is often not sure,"
        " more codes are wrong than it finds.",
    )
    if noise.empty:
        components.empty("No contact has both words and a code to compare.", "Deliver transcripts with their records.")
        return
    kind = st.segmented_control(
        "By", list(miscoding.KINDS), default="code", format_func=miscoding.KINDS.get, required=True, key="noise-by",
        label_visibility="collapsed",
    )  # fmt: skip
    rows = miscoding.noisiest(noise, kind)
    said = miscoding.say_noisiest(rows)
    components.note(f"{said}.{miscoding.say_too_few(noise, kind)}")
    if len(rows):
        whole = noise.loc[noise["kind_code"] == "all", "miscoded_share"].iloc[0]
        drawn = charts.share_intervals(rows, whole, components.palette())
        components.chart(drawn, said, f"miscoded-by-{kind}", is_filtered=False)


def _show_model() -> None:
    drift, daily = marts.model_drift(), marts.model_daily()
    components.heading(
        miscoding.say_model(drift),
        "Contacts that the model did not learn from, 14 days at a time, against the period that it was made in",
    )
    components.facts(miscoding.model_facts(marts.models(), marts.model_card()))
    for advice in miscoding.say_more_advice(drift):
        components.note(advice)
    course = miscoding.unsure_by_fortnight(daily)
    if course.empty:
        components.empty(
            "No contact was read by a model that had not learned from it.", "Look again after the next run."
        )
        return
    left, right = st.columns([4, 5], gap="medium")
    with left:
        drawn = charts.share_lines(course, "share not sure, of 14 days", components.palette(), height=230)
        says = "Share of contacts whose reason is not sure, by language"
        components.chart(drawn, says, "unsure-by-language", is_filtered=False)
    with right:
        components.table(miscoding.drift_rows(drift), miscoding.DRIFT_COLUMNS, "model", height="content")
