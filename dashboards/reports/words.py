"""Words: what does every report say in the same way (quotes, definitions, coverage, its run)?

Everything here is text that the faces set as it is; nothing in it is markup.
"""

from datetime import date
from typing import Any

import pandas as pd

from dashboards import charts, redefinitions, sentences
from dashboards.actions.marked import with_actions
from dashboards.reports import behind
from dashboards.reports.drawings import draw
from dashboards.reports.source import Run

NO_CHANGES = pd.DataFrame(columns=["change_date", "mark", "reason_label", "sentence"])  # of what a line counts
READING = [
    {
        "term": "Expected",
        "text": "What the same reason's earlier days lead one to expect for that weekday and season; the range in "
        "brackets holds about nineteen of twenty ordinary days.",
    },
    {
        "term": "Alert",
        "text": "Days on which a reason, a group of reasons or a slice of them is so far above its range that chance is "
        "unlikely over all the series that are watched together. How unlikely is said with each.",
    },
    {
        "term": "Excess",
        "text": "The contacts of an alert above what was expected. Its agent hours are the excess times the handle "
        "time of the contacts behind it.",
    },
    {
        "term": "Not sure",
        "text": "The words of the contact do not say its reason clearly enough. Such contacts are counted, but belong "
        "to no department.",
    },
    {
        "term": "Topic",
        "text": "Contacts that say nearly the same, found in their words, whether a reason names it or not. New: few or none "
        "said it before. Growing: surely more than was expected.",
    },
    {
        "term": "Quotes",
        "text": "Customers' own words, with contact and turn; personal data is masked, as in [EMAIL].",
    },
]


def quote(row: dict[str, Any]) -> dict[str, Any]:
    """A customer's words with where they were said."""
    source = f"{row['channel_label']}, {sentences.format_date(row['contact_date'])}"
    return {
        "text": row["text"],
        "source": source,
        "id": f"{row['contact_id']}, turn {row['turn_index']}",
        "language": row["language_code"],
        "contact_id": row["contact_id"],
        "turn_index": row["turn_index"],
        "day": None if sentences.is_missing(row["contact_date"]) else f"{row['contact_date']:%Y-%m-%d}",
        "channel": row["channel_label"],
    }


def definitions(kpi: list[dict[str, Any]]) -> list[dict[str, str]]:
    """How each number is defined, the variant in use beside it."""
    defined = [{"term": row["kpi_label"], "text": row["definition"] + _variant(row["variant"])} for row in kpi]
    said = {one["term"] for one in defined}
    return defined + [one for one in READING if one["term"] not in said]


def _variant(code: str | None) -> str:
    """The variant of a formula in words; "all" is no choice worth a word."""
    return f" Variant: {code.replace('_', ' ')}." if code and code != "all" else ""


def coverage(facts: dict[str, Any], run: Run) -> list[str]:
    """How much of what came is in the report, and what is not."""
    said = [sentences.coverage(facts["analysed_count"], facts["contact_count"], facts["unsure_count"])]
    said.append(f"{sentences.contacts_of(facts['transcript_count'])} came with their words.")
    if facts["incomplete_day_count"]:
        days = facts["incomplete_day_count"]
        said.append(
            f"{days} day{' is' if days == 1 else 's are'} not complete yet: a source had not delivered all of it "
            f"when the run was made."
        )
    return said


def driver_figure(drivers: pd.DataFrame, width: int) -> dict[str, Any] | None:
    """Bars of the excess by slice, the driver first; nothing where no slice stands out."""
    if drivers.empty:
        return None
    first = drivers.iloc[0]
    finding = "holds most of the excess" if first["share_of_excess"] >= 0.5 else "stands out most"
    title = f"{first['slice_label'][:1].upper()}{first['slice_label'][1:]} {finding}"
    told = "; ".join(
        f"{row.slice_label}: {sentences.format_count(row.excess_count)} contacts above expected"
        for row in drivers.itertuples()
    )
    numbers = behind.bars(drivers, "Slice", "slice_label", behind.OF_DRIVERS)
    return draw(charts.driver_bars(drivers, width=width), title, f"Bars. {told}.", numbers)


def phrase_figure(phrases: pd.DataFrame, width: int) -> dict[str, Any] | None:
    """Dots of the words that set an alert's contacts apart; nothing where their words are the usual ones."""
    if phrases.empty:
        return None
    told = "; ".join(
        f"“{row.phrase}” in {sentences.contacts_of(row.alert_count)}, "
        f"in {sentences.format_count(row.usual_count)} of as many usual ones"
        for row in phrases.itertuples()
    )
    title = "Words that set these contacts apart, and how many of as many usual contacts say them"
    numbers = behind.bars(phrases, "Phrase", "phrase", behind.OF_PHRASES)
    return draw(charts.phrase_dots(phrases, width=width), title, f"Dots. {told}.", numbers)


def series_figure(
    series: pd.DataFrame,
    changes: pd.DataFrame,
    title: str,
    width: int,
    height: int,
    actions: pd.DataFrame | None = None,
) -> dict[str, Any] | None:
    """The line of a series over the band of what was expected; nothing without days.

    Rules stand where what it counts changed, and where an action about it (rows of marts.action) went live.
    """
    if series.empty:
        return None
    marks = redefinitions.marks(changes, series)
    marks = marks if actions is None else with_actions(marks, actions, series)
    peak = series.loc[series["contact_count"].idxmax()]
    told = (
        f"Line of contacts a day from {sentences.format_date(series['contact_date'].min())} to "
        f"{sentences.format_date(series['contact_date'].max())}, over the range that was expected. "
        f"The highest day is {sentences.format_date(peak['contact_date'])} with "
        f"{sentences.contacts_of(peak['contact_count'])}."
    )
    said = redefinitions.say(marks)
    drawn = charts.observed_expected(series, width=width, height=height, marks=marks)
    return draw(drawn, title, f"{told} {said}".strip(), behind.days(series), note=said)


def above_range(series: pd.DataFrame, days: int, whose: str) -> str:
    """The finding of a series: on how many of its last days it lay above the expected range."""
    last = series.tail(days)
    if last.empty or last["upper_count"].isna().all():
        return f"{whose} a day; there is too little history yet to say what to expect"
    above = int((last["contact_count"] > last["upper_count"]).sum())
    if not above:
        return f"{whose} stayed within or below the expected range on all of the last {len(last)} days"
    return f"{whose} lay above the expected range on {above} of the last {len(last)} days"


def week(first: date, last: date) -> str:
    """Sun 15 to Sat 21 Nov 2026."""
    return sentences.format_period(first, last, with_year=True).removeprefix("from ").removeprefix("on ")
