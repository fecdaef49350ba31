"""Data workbook: which numbers stand behind the data-quality report?"""

from dashboards.deliveries.found import Deliveries
from dashboards.languages import say
from dashboards.reports.monthly_workbook import Sheet, add_sheet
from dashboards.reports.source import Run
from dashboards.reports.workbook import COUNT, DATE, DECIMAL, SHARE, TEXT, Workbook

FRESH: Sheet = (
    ("Source", TEXT, 24, "source_code"), ("Delivers", TEXT, 14, "record_code"), ("Newest day", DATE, 17, "last_date"),
    ("Days in 56", COUNT, 10, "day_count"), ("Usual gap in days", COUNT, 10, "usual_gap_days"),
    ("Days behind", COUNT, 10, "behind_days"), ("Late", TEXT, 8, "is_late"),
)  # fmt: skip
VOLUME: Sheet = (
    ("Source", TEXT, 24, "source_code"), ("Channel", TEXT, 14, "channel_label"), ("Day", DATE, 17, "contact_date"),
    ("Contacts", COUNT, 11, "contact_count"), ("Usual", DECIMAL, 11, "expected_count"), ("from", DECIMAL, 11, "lower_count"),
    ("to", DECIMAL, 11, "upper_count"), ("Odd", TEXT, 8, "is_odd"),
)  # fmt: skip
REJECTED: Sheet = (
    ("Why", TEXT, 44, "reason"), ("Source", TEXT, 24, "source_code"), ("Column", TEXT, 18, "column_name"),
    ("In 28 days", COUNT, 10, "recent_count"), ("In all", COUNT, 10, "total_count"), ("Newest file", TEXT, 40, "file_name"),
    ("Line", COUNT, 10, "line_number"),
)  # fmt: skip
EMPTY: Sheet = (
    ("Source", TEXT, 24, "source_code"), ("Column", TEXT, 22, "column_name"), ("Contacts in 28 days", COUNT, 12, "recent_count"),
    ("Empty", SHARE, 10, "recent_share"), ("Contacts in the 28 before", COUNT, 12, "before_count"),
    ("Empty before", SHARE, 10, "before_share"), ("Change", SHARE, 10, "change"), ("from", SHARE, 10, "low"),
    ("to", SHARE, 10, "high"), ("q-value", "0.0000", 10, "q_value"),
)  # fmt: skip
SHARES: Sheet = (
    ("Of", TEXT, 24, "label"), ("n in 28 days", COUNT, 12, "recent_n"), ("Share", SHARE, 10, "recent_share"),
    ("from", SHARE, 10, "low"), ("to", SHARE, 10, "high"), ("n in the 28 before", COUNT, 12, "before_n"),
    ("Share before", SHARE, 10, "before_share"),
)  # fmt: skip
NOTES: Sheet = (("Source", TEXT, 24, "source_code"), ("What", TEXT, 70, "note"), ("Files", COUNT, 10, "file_count"))
DRIFT: Sheet = (
    ("Language", TEXT, 14, "language_label"), ("What", TEXT, 16, "measure_code"), ("n then", COUNT, 10, "reference_count"),
    ("Then", "0.000", 10, "reference_value"), ("n now", COUNT, 10, "recent_count"), ("Now", "0.000", 10, "recent_value"),
    ("Drifted", TEXT, 10, "is_drifted"),
)  # fmt: skip
RUNS: Sheet = (
    ("Run", TEXT, 26, "run_id"), ("Started", DATE, 17, "started_at"), ("State", TEXT, 12, "status_code"),
    ("What happened", TEXT, 70, "error"),
)  # fmt: skip


def data_workbook(found: Deliveries, run: Run) -> bytes:
    """The data behind each table of the report."""
    book = Workbook(say("Data quality up to {day}", day=run.as_of), run.finished_at)
    add_sheet(book, "On time", FRESH, found.freshness)
    add_sheet(book, "Volume", VOLUME, found.volume)
    add_sheet(book, "Rejected", REJECTED, found.rejected)
    add_sheet(book, "Empty columns", EMPTY, found.empty)
    add_sheet(book, "Not sure", SHARES, found.unsure)
    add_sheet(book, "With words", SHARES, found.transcripts)
    add_sheet(book, "Columns of exports", NOTES, found.notes)
    add_sheet(book, "Model", DRIFT, found.drift)
    add_sheet(book, "Runs", RUNS, found.runs)
    book.add(
        "Run", [("Fact", TEXT, 24), ("Value", TEXT, 60)], [[say("Made"), run.made], [say("Made from"), run.imprint]]
    )
    return book.close()
