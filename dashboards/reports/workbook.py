"""Workbook: which numbers stand behind the report's words and pictures?

Numbers are numbers, dates are dates, shares are percent formats, and text is written as text: a customer's word that
begins with "=" is never a formula.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import pandas as pd
import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from dashboards.reports import moves, words
from dashboards.reports.facts import TrendFacts
from dashboards.reports.source import Run

COUNT, DECIMAL, SHARE, DATE, TEXT = "#,##0", "#,##0.0", "0.0%", "ddd d mmm yyyy", "@"
Column = tuple[str, str, int]  # title, number format, width in characters


class Workbook:
    """A workbook under construction: one sheet a table, its header frozen, in the order in which they are added."""

    def __init__(self, title: str, made_at: Any) -> None:
        self._content = BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": False,
        }
        self._book = xlsxwriter.Workbook(self._content, options)
        self._book.set_properties({"title": title, "author": "voc", "created": made_at.replace(tzinfo=None)})
        self._formats: dict[str, Any] = {}
        self._header = self._book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})

    def add(self, name: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> None:
        """One sheet: a header that stays, a filter, and rows of values; None and not-a-number stay empty."""
        sheet = self._book.add_worksheet(name)
        count = 0
        for count, row in enumerate(rows, start=1):
            for position, value in enumerate(row):
                self._write(sheet, count, position, value, columns[position][1])
        for position, (title, number_format, width) in enumerate(columns):
            sheet.set_column(position, position, width, self._format(number_format))
            sheet.write_string(0, position, title, self._header)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(count, 1), len(columns) - 1)

    def close(self) -> bytes:
        self._book.close()
        return self._content.getvalue()

    def _write(self, sheet: Worksheet, row: int, position: int, value: Any, number_format: str) -> None:
        cell = self._format(number_format)
        if value is None or pd.isna(value):
            return
        if number_format == TEXT:
            sheet.write_string(row, position, str(value), cell)
        elif number_format == DATE:
            sheet.write_datetime(row, position, pd.Timestamp(value).to_pydatetime(), cell)
        else:
            sheet.write_number(row, position, float(value), cell)

    def _format(self, number_format: str) -> Any:
        if number_format not in self._formats:
            wrap = {"text_wrap": True, "valign": "top"} if number_format == TEXT else {"valign": "top"}
            self._formats[number_format] = self._book.add_format({"num_format": number_format, **wrap})
        return self._formats[number_format]


def trend_workbook(facts: TrendFacts) -> bytes:
    """The data behind each chart and table of a trend report."""
    book = Workbook(f"{facts.department_label}, week to {facts.last}", facts.run.finished_at)
    book.add("Figures", FIGURES, _figures(facts))
    book.add("Reasons", REASONS, facts.reasons.drop(columns="reason_code").itertuples(index=False))
    book.add("Moves", moves.SHEET, moves.sheet(facts.moves))
    book.add("Topics", TOPICS, facts.topic_table[list(TOPIC_COLUMNS)].itertuples(index=False))
    book.add("Contacts a day", DAYS, facts.series[list(DAY_COLUMNS)].itertuples(index=False))
    book.add("Alerts", ALERTS, ([spike.alert[name] for name in ALERT_COLUMNS] for spike in facts.spikes))
    book.add("Alert days", [("Alert", TEXT, 34), *DAYS], _by_alert(facts, "series", DAY_COLUMNS))
    book.add("Drivers", [("Alert", TEXT, 34), *DRIVERS], _by_alert(facts, "drivers", DRIVER_COLUMNS))
    book.add("Quotes", QUOTES, _quotes(facts))
    book.add("Definitions", DEFINITIONS, _definitions(facts))
    book.add("Run", [("Fact", TEXT, 24), ("Value", TEXT, 60)], _run(facts))
    return book.close()


def brief_workbook(document: dict[str, Any], run: Run) -> bytes:
    """The data behind each figure of a brief, its quotes and excerpts, and what it says."""
    book = Workbook(document["title"], run.finished_at)
    facts = [(pair["label"], pair["text"]) for pair in document["box"]]
    facts += [("Why", document["driver_sentence"])]
    facts += [("Changed or planned", sentence) for sentence in document["actions"]]
    facts += [("To watch", sentence) for sentence in document["watch"]]
    book.add(
        "Brief",
        [("Question", TEXT, 22), ("Answer", TEXT, 110)],
        [("For whom", document["kicker"]), ("Finding", document["title"]), *facts],
    )
    for name, key in (("Contacts a day", "chart"), ("Slices", "drivers"), ("Phrases", "phrases")):
        if document[key]:
            _add_behind(book, name, document[key]["behind"])
    book.add("Quotes", QUOTES[1:], ([quote[part] for part in QUOTE_PARTS] for quote in document["quotes"]))
    book.add("Excerpts", EXCERPTS, _excerpts(document))
    book.add("Definitions", DEFINITIONS, ([one["term"], one["text"]] for one in document["definitions"]))
    covered = [("Coverage", " ".join(document["coverage"])), ("Made from", document["imprint"])]
    book.add("Run", [("Fact", TEXT, 24), ("Value", TEXT, 60)], [("Made", document["made"]), *covered])
    return book.close()


def _add_behind(book: Workbook, name: str, behind: dict[str, Any]) -> None:
    """A sheet of the numbers behind a figure: its axis, then a column for each measure."""
    axis, measures = behind["axis"], behind["measures"]
    columns: list[Column] = [(axis["label"], DATE, 17) if behind["kind"] == "days" else (axis["label"], TEXT, 36)]
    columns += [(one["label"], WRITTEN[one["written"]], 14) for one in measures]
    book.add(name, columns, zip(axis["values"], *(one["values"] for one in measures), strict=True))


def _excerpts(document: dict[str, Any]) -> Iterable[list[Any]]:
    for excerpt in document["excerpts"]:
        for turn in excerpt["turns"]:
            yield [excerpt["id"], turn["turn_index"], turn["speaker"], turn["text"], turn["language"]]


WRITTEN = {"count": COUNT, "decimal": DECIMAL, "share": SHARE}
QUOTE_PARTS = ("text", "contact_id", "turn_index", "channel", "day", "language")
DEFINITIONS: list[Column] = [("Number", TEXT, 28), ("Definition", TEXT, 110)]
EXCERPTS: list[Column] = [
    ("Contact", TEXT, 22), ("Turn", COUNT, 7), ("Who", TEXT, 12), ("Words", TEXT, 90), ("Language", TEXT, 10),
]  # fmt: skip
PERIODS = ("in the week", "in the week before", "in a usual week")
FIGURES: list[Column] = [("Number", TEXT, 28), ("Unit", TEXT, 10)] + [(p.capitalize(), DECIMAL, 16) for p in PERIODS]
FIGURES += [("n", COUNT, 10)]
REASONS: list[Column] = [("Reason", TEXT, 34)]
REASONS += [(f"Contacts {p}", COUNT if p != PERIODS[2] else DECIMAL, 14) for p in PERIODS]
REASONS += [(f"Agent hours {p}", DECIMAL, 14) for p in PERIODS]
REASONS += [(f"Handle time {p}, seconds", COUNT, 14) for p in PERIODS]
DAY_COLUMNS = ("contact_date", "contact_count", "expected_count", "lower_count", "upper_count")
DAYS: list[Column] = [("Day", DATE, 17), ("Contacts", COUNT, 11), ("Expected", DECIMAL, 11)]
DAYS += [("Expected from", DECIMAL, 11), ("Expected to", DECIMAL, 11)]
DRIVER_COLUMNS = ("slice_label", "contact_count", "expected_count", "excess_count", "share_of_excess")
DRIVERS: list[Column] = [("Slice", TEXT, 36), ("Contacts", COUNT, 11), ("Expected", DECIMAL, 11)]
DRIVERS += [("Excess", DECIMAL, 11), ("Share of the excess", SHARE, 12)]
ALERT_COLUMNS = (
    "alert_id", "subject_label", "where_label", "started_date", "last_date", "state_code", "contact_count", "expected_count",
    "lower_count", "upper_count", "excess_count", "excess_hours", "chance_one_in", "driver_label", "driver_share",
    "mark_code", "cause_label",
)  # fmt: skip
ALERTS: list[Column] = [
    ("Alert", TEXT, 34), ("What", TEXT, 30), ("Where", TEXT, 22), ("First day", DATE, 17), ("Last day", DATE, 17),
    ("State", TEXT, 10),
    ("Contacts", COUNT, 11), ("Expected", DECIMAL, 11), ("Expected from", DECIMAL, 11), ("Expected to", DECIMAL, 11),
    ("Excess", DECIMAL, 11), ("Excess in agent hours", DECIMAL, 12), ("Chance: one in", COUNT, 11),
    ("Driver", TEXT, 36), ("Driver's share of the excess", SHARE, 14),
    ("Judged", TEXT, 14), ("Cause", TEXT, 30),
]  # fmt: skip
TOPIC_COLUMNS = (
    "topic_label", "emerging_code", "recent_count", "before_count", "recent_share", "parent_reason_label", "parent_share",
    "share_of_reason", "first_seen_date", "born_date", "keywords", "topic_code",
)  # fmt: skip
TOPICS: list[Column] = [
    ("Topic", TEXT, 34), ("News", TEXT, 10), ("Contacts in 28 days", COUNT, 11), ("in the 28 before", COUNT, 11),
    ("Share of all contacts", SHARE, 12), ("Lies mostly in", TEXT, 26), ("Share of the topic", SHARE, 11),
    ("Share of the reason", SHARE, 11), ("First to be seen", DATE, 17), ("Known since", DATE, 17), ("Words", TEXT, 40),
    ("Code", TEXT, 12),
]  # fmt: skip
QUOTES: list[Column] = [
    ("Alert, topic or reason", TEXT, 34), ("Words", TEXT, 90), ("Contact", TEXT, 22), ("Turn", COUNT, 7),
    ("Channel", TEXT, 12), ("Day", DATE, 17), ("Language", TEXT, 10),
]  # fmt: skip


def _figures(facts: TrendFacts) -> list[list[Any]]:
    names = ["kpi_label", "unit", "value", "before", "usual", "n"]
    return facts.kpis[names].to_numpy(dtype=object).tolist()


def _by_alert(facts: TrendFacts, part: str, columns: Sequence[str]) -> Iterable[list[Any]]:
    for spike in facts.spikes:
        for row in getattr(spike, part)[list(columns)].itertuples(index=False):
            yield [spike.alert["alert_id"], *row]


def _quotes(facts: TrendFacts) -> Iterable[list[Any]]:
    told = [(spike.alert["alert_id"], quote) for spike in facts.spikes for quote in spike.quotes]
    told += [(told_of.topic["topic_label"], quote) for told_of in facts.topics for quote in told_of.quotes]
    told += [(quote["reason_label"], quote) for quote in facts.quotes]
    for subject, quote in told:
        names = ("text", "contact_id", "turn_index", "channel_label", "contact_date", "language_code")
        yield [subject, *(quote[name] for name in names)]


def _definitions(facts: TrendFacts) -> Iterable[list[Any]]:
    return ([one["term"], one["text"]] for one in words.definitions(facts.definitions))


def _run(facts: TrendFacts) -> list[list[Any]]:
    named = {"Department": facts.department_label, "Week": words.week(facts.first, facts.last), "Made": facts.run.made}
    covered = {"Coverage": " ".join(words.coverage(facts.coverage, facts.run)), "Made from": facts.run.imprint}
    return [[name, value] for name, value in (named | covered).items()]
