"""Data-quality report: do sources deliver on time, whole and as usual, and is what they deliver understood?"""

from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards import charts
from dashboards.deliveries import found as deliveries
from dashboards.deliveries import said, tables
from dashboards.deliveries.found import DAYS, Deliveries
from dashboards.languages import say, spoken
from dashboards.reports import WHOLE, behind, faces, markdown, slides, words
from dashboards.reports.data_workbook import data_workbook
from dashboards.reports.drawings import draw
from dashboards.reports.sections import section, table
from dashboards.reports.source import Run, frame, opened, read_run
from dashboards.sentences import format_period


def make(published: Path | str | duckdb.DuckDBPyConnection, subject: str, out_dir: Path | str) -> list[Path]:
    """Write the report as page, paper, slides, workbook and text; returns the files.

    Args:
        subject: whose data; there is one report on those of all sources alone.

    Raises:
        NothingPublishedError: there is no published file, or no dated contact in it.
    """
    with opened(published) as con:
        run = read_run(con)
        found = deliveries.read(partial(frame, con))
    folder = Path(out_dir) / WHOLE
    folder.mkdir(parents=True, exist_ok=True)
    document = quality_document(found, run)
    return [
        faces.write(folder / "data_quality.html", faces.html("sections", document)),
        faces.write(folder / "data_quality.pdf", faces.pdf("sections", document, run.finished_at)),
        faces.write(folder / "data_quality.pptx", slides.sections(document, run.finished_at)),
        faces.write(folder / "data_quality.xlsx", data_workbook(found, run)),
        faces.write(folder / "data_quality.md", markdown.sections(document)),
    ]


def quality_document(found: Deliveries, run: Run) -> dict[str, Any]:
    """The report as words and pictures; the page Administration says the same sentences."""
    first = run.as_of - pd.Timedelta(days=DAYS - 1)
    return {
        "language": spoken(),
        "kicker": say("All sources · data-quality report"),
        "period": words.week(first, run.as_of),
        "title": said.headline(found),
        "changed": [],
        "lead": [{"label": label, "text": text.replace("`", "")} for label, text in said.answers(found)],
        "figures": [],
        "chart": _chart(found),
        "has_front": True,
        "sections": _sections(found),
        "definitions": [{name: say(text) for name, text in meant.items()} for meant in DEFINITIONS],
        "coverage": [
            say(
                "All of it is about the {days} days {period}, where it says no more.",
                days=DAYS,
                period=format_period(first, run.as_of, True),
            )
        ],
        "imprint": run.imprint,
        "run_id": run.facts["run_id"],
        "made": run.made,
    }


DEFINITIONS = [
    {
        "term": "Late",
        "text": "The newest day that a source delivered lies as far back as its usual gap or farther: nine of ten gaps between"
        " its days of the last eight weeks were as long or shorter.",
    },
    {
        "term": "Odd volume",
        "text": "A day with more or fewer contacts than three robust spreads around the median of the same weekday in the eight"
        " weeks before. Days of fewer than 10 contacts are not judged.",
    },
    {
        "term": "Rejected",
        "text": "A row that could not be used. It is kept, masked, with file, line and reason, and can be read again.",
    },
    {
        "term": "Empty",
        "text": "No value, or “unknown”. Told of where the share surely changed against the 28 days before, by two points or"
        " more; over all columns about one in ten such changes is chance.",
    },
    {"term": "Not sure", "text": "Neither the words nor the agent's code tell the reason surely enough."},
    {"term": "With words", "text": "Contacts that came with a transcript, chat or message."},
]


def _sections(found: Deliveries) -> list[dict[str, Any]]:
    """The proof below the sentences; a question with nothing to show has its sentence alone, on the first page."""
    rows = tables.volume_rows(found)
    told = [
        section(
            say("On time"),
            [said.freshness(found)],
            [_table(tables.FRESH_COLUMNS, tables.fresh_rows(found), texts=(0, 1))],
        ),
        section(
            say("Volume against expected"), [said.volume(found)], [_table(tables.VOLUME_COLUMNS, rows)] if rows else []
        ),
        section(say("Rejected rows"), [_plain(said.rejected(found))], _rejected(found)),
        section(say("Empty columns"), [said.empty(found)], _empty(found)),
        section(
            say("Not sure, by language"),
            [said.unsure(found)],
            [_table(tables.UNSURE_COLUMNS, tables.share_rows(found.unsure))],
        ),
        section(
            say("With words, by source"),
            [said.transcripts(found)],
            [_table(tables.TRANSCRIPT_COLUMNS, tables.share_rows(found.transcripts, is_source=True))],
        ),
        section(say("Columns of exports"), [said.notes(found)], _notes(found)),
        section(say("Model"), [_plain(said.drift(found))]),
        section(say("Runs"), [said.runs(found)], _runs(found)),
    ]
    return told


def _rejected(found: Deliveries) -> list[dict[str, Any]]:
    rows = tables.rejected_rows(found)
    return [_table(tables.REJECTED_COLUMNS, rows, texts=(0,))] if rows else []


def _empty(found: Deliveries) -> list[dict[str, Any]]:
    rows = tables.empty_rows(found)
    note = "" if len(found.changed) else say("Nothing surely changed: these are the columns that are empty most often.")
    return [_table(tables.EMPTY_COLUMNS, rows, note, texts=(0, 1))] if rows else []


def _notes(found: Deliveries) -> list[dict[str, Any]]:
    rows = tables.note_rows(found)
    return [_table(tables.NOTE_COLUMNS, rows, texts=(0, 1))] if rows else []


def _runs(found: Deliveries) -> list[dict[str, Any]]:
    rows = tables.run_rows(found)
    return [_table(tables.RUN_COLUMNS, rows, texts=(0, 2))] if rows else []


def _chart(found: Deliveries) -> dict[str, Any] | None:
    """Contacts a day of all sources: those on odd days of a source and channel dark."""
    daily = found.volume.groupby("contact_date", as_index=False).agg(contact_count=("contact_count", "sum"))
    if daily.empty:
        return None
    odd = found.odd.groupby("contact_date")["contact_count"].sum()
    drawn = daily.assign(part_count=daily["contact_date"].map(odd).fillna(0))
    title = say(
        "Contacts a day of all sources; dark: those of a source and channel on an odd day ({count})",
        count=len(found.odd),
    )
    return draw(
        charts.daily_bars(drawn, width=560, height=150),
        title,
        f"{say('Bars of contacts a day.')} {said.volume(found)}",
        behind.days(drawn, behind.OF_DELIVERIES),
    )


def _table(columns: list[str], rows: list[list[str]], note: str = "", texts: tuple[int, ...] = (0,)) -> dict[str, Any]:
    return table([say(column) for column in columns], rows, note, texts)


def _plain(text: str) -> str:
    return text.replace("`", "")
