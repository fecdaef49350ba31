"""Monthly workbook: which numbers stand behind the monthly report's words and pictures?"""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from dashboards.languages import say
from dashboards.reports import words
from dashboards.reports.monthly_facts import MonthFacts
from dashboards.reports.workbook import COUNT, DATE, DECIMAL, TEXT, Column, Workbook

PACE_TITLES = (
    "Contacts in the month", "Contacts a day", "Contacts in the month before", "Contacts a day before",
    "Contacts change a day", "Contacts from", "Contacts to", "Agent hours in the month", "Agent hours a day",
    "Agent hours in the month before", "Agent hours a day before", "Agent hours change a day", "Agent hours from",
    "Agent hours to",
)  # fmt: skip
PACES = ("total", "a_day", "before_total", "before", "change", "low", "high")
ALERTS = (
    ("What", TEXT, 34, "subject_label"), ("Where", TEXT, 26, "where_label"), ("Owner", TEXT, 20, "department_label"),
    ("First day", DATE, 17, "started_date"), ("Last day", DATE, 17, "last_date"), ("Contacts", COUNT, 11, "contact_count"),
    ("Expected", DECIMAL, 11, "expected_count"), ("Excess in agent hours", DECIMAL, 12, "excess_hours"),
    ("Chance: one in", COUNT, 11, "chance_one_in"), ("Judged", TEXT, 14, "mark_code"), ("Cause", TEXT, 26, "cause_label"),
)  # fmt: skip
ACTIONS = (
    ("Action", TEXT, 40, "title"), ("Owner", TEXT, 20, "department_label"), ("Live since", DATE, 17, "live_date"),
    ("Verdict", TEXT, 20, "verdict_code"), ("Contacts saved", DECIMAL, 12, "saved_total"), ("from", DECIMAL, 10, "total_low"),
    ("to", DECIMAL, 10, "total_high"), ("Agent hours saved", DECIMAL, 12, "hours_saved"),
)  # fmt: skip
TOPICS = (
    ("Topic", TEXT, 34, "topic_label"), ("News", TEXT, 10, "emerging_code"), ("Owner", TEXT, 20, "owner_label"),
    ("Contacts in 28 days", COUNT, 11, "recent_count"), ("in the 28 before", COUNT, 11, "before_count"),
    ("First to be seen", DATE, 17, "first_seen_date"),
)  # fmt: skip
PLAIN = "0.0##"  # shares as fractions, seconds and scores beside them
KPIS = (
    ("Number", TEXT, 28, "kpi_label"), ("Unit", TEXT, 10, "unit"), ("Value", PLAIN, 12, "value"), ("from", PLAIN, 10, "low"),
    ("to", PLAIN, 10, "high"), ("n", COUNT, 10, "n"), ("Target", PLAIN, 10, "target"), ("Target is", TEXT, 12, "target_code"),
    ("Month before", PLAIN, 12, "before"), ("Change", PLAIN, 10, "change"), ("from", PLAIN, 10, "change_low"),
    ("to", PLAIN, 10, "change_high"),
)  # fmt: skip
DAYS = (
    ("Day", DATE, 17, "contact_date"), ("Contacts", COUNT, 11, "contact_count"), ("Expected", DECIMAL, 11, "expected_count"),
    ("Expected from", DECIMAL, 11, "lower_count"), ("Expected to", DECIMAL, 11, "upper_count"),
)  # fmt: skip
COVERAGE = (
    ("contact_count", "Contacts"), ("transcript_count", "with their words"), ("analysed_count", "analysed"),
    ("unsure_count", "not sure"), ("incomplete_day_count", "Days that are not complete"),
)  # fmt: skip
Sheet = tuple[tuple[str, str, int, str], ...]


def monthly_workbook(facts: MonthFacts) -> bytes:
    """The data behind each chart and table of a monthly report."""
    book = Workbook(say("All departments, {month}", month=facts.month.label), facts.run.finished_at)
    book.add("Groups", [("Group of reasons", TEXT, 28), *_paces()], _rows(facts.groups, ["group_label", *_names()]))
    reasons = [("Reason", TEXT, 32), ("Owner", TEXT, 20), *_paces()]
    book.add("Reasons", reasons, _rows(facts.reasons, ["reason_label", "department_label", *_names()]))
    add_sheet(book, "Service", KPIS, facts.kpis)
    add_sheet(book, "Actions", ACTIONS, facts.actions)
    add_sheet(book, "Topics", TOPICS, pd.DataFrame(facts.topics, columns=[name for *_, name in TOPICS]))
    add_sheet(book, "Alerts", ALERTS, facts.alerts)
    add_sheet(book, "Contacts a day", DAYS, facts.series)
    book.add(
        "Coverage",
        [("What", TEXT, 30), ("In the month", COUNT, 14), ("In the month before", COUNT, 14)],
        _coverage(facts),
    )
    definitions = ([one["term"], one["text"]] for one in words.definitions(facts.definitions))
    book.add("Definitions", [("Number", TEXT, 28), ("Definition", TEXT, 110)], definitions)
    book.add("Run", [("Fact", TEXT, 24), ("Value", TEXT, 60)], _run(facts))
    return book.close()


def _paces() -> list[Column]:
    return [(title, DECIMAL, 13) for title in PACE_TITLES]


def _names() -> list[str]:
    return [f"{measure}_{name}" for measure in ("contacts", "hours") for name in PACES]


def add_sheet(book: Workbook, name: str, sheet: Sheet, frame: pd.DataFrame) -> None:
    """A sheet whose columns each say which column of the frame they hold."""
    book.add(name, [column[:3] for column in sheet], _rows(frame, [column[3] for column in sheet]))


def _rows(frame: pd.DataFrame, names: list[str]) -> Iterable[list[Any]]:
    return frame[names].astype(object).to_numpy().tolist()


def _coverage(facts: MonthFacts) -> Iterable[list[Any]]:
    before = facts.coverage_before or {}
    return ([say(label), facts.coverage[name], before.get(name)] for name, label in COVERAGE)


def _run(facts: MonthFacts) -> list[list[Any]]:
    return [[say("Month"), facts.month.label], [say("Made"), facts.run.made], [say("Made from"), facts.run.imprint]]
