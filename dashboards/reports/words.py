"""Words: what does every report say in the same way (quotes, definitions, coverage, its run)?

Everything here is text that the faces set as it is; nothing in it is markup.
"""

from datetime import date
from typing import Any

import pandas as pd

from dashboards import charts, redefinitions, sentences
from dashboards.actions.marked import with_actions
from dashboards.languages import say, say_many
from dashboards.reports import behind
from dashboards.reports.drawings import draw
from dashboards.reports.source import Run

NO_CHANGES = pd.DataFrame(columns=["change_date", "mark", "reason_label", "sentence"])  # of what a line counts
READING = {
    "Expected": "What the same reason's earlier days lead one to expect for that weekday and season; the range in brackets holds "
    "about nineteen of twenty ordinary days.",
    "Alert": "Days on which a reason, a group of reasons or a slice of them is so far above its range that chance is unlikely "
    "over all the series that are watched together. How unlikely is said with each.",
    "Excess": "The contacts of an alert above what was expected. Its agent hours are the excess times the handle time of the "
    "contacts behind it.",
    "Not sure": "The words of the contact do not say its reason clearly enough. Such contacts are counted, but belong to no "
    "department.",
    "Topic": "Contacts that say nearly the same, found in their words, whether a reason names it or not. New: few or none said "
    "it before. Growing: surely more than was expected.",
    "Quotes": "Customers' own words, with contact and turn; personal data is masked, as in [EMAIL].",
}
VARIANTS = {  # of a formula, as kpis.toml names them; another is said by its name
    "abandons_after_threshold": "abandons after threshold",
    "abandons_within_positive": "abandons within positive",
    "abandons_ignored": "abandons ignored",
    "abandons_negative": "abandons negative",
    "short_abandons_out": "short abandons out",
    "mean": "mean",
    "all_abandons": "all abandons",
    "contacts_with_a_hold": "contacts with a hold",
    "all_handled_contacts": "all handled contacts",
    "all_contacts": "all contacts",
    "without_transferred": "without transferred",
    "handled": "handled",
    "top_two": "top two",
    "sent": "sent",
    "promoters_minus_detractors": "promoters minus detractors",
    "dissatisfied_at_the_start": "dissatisfied at the start",
    "felt": "felt",
    "contacts_with_words": "contacts with words",
    "scored": "scored",
    "handle_time": "handle time",
    "supplied_volume": "supplied volume",
    "agent_states": "agent states",
}


def quote(row: dict[str, Any]) -> dict[str, Any]:
    """A customer's words with where they were said."""
    source = f"{row['channel_label']}, {sentences.format_date(row['contact_date'])}"
    return {
        "text": row["text"],
        "source": source,
        "id": say("{contact}, turn {turn}", contact=row["contact_id"], turn=row["turn_index"]),
        "language": row["language_code"],
        "contact_id": row["contact_id"],
        "turn_index": row["turn_index"],
        "day": None if sentences.is_missing(row["contact_date"]) else f"{row['contact_date']:%Y-%m-%d}",
        "channel": row["channel_label"],
    }


def definitions(kpi: list[dict[str, Any]]) -> list[dict[str, str]]:
    """How each number is defined, the variant in use beside it."""
    defined = [{"term": row["kpi_label"], "text": row["definition"] + _variant(row["variant"])} for row in kpi]
    terms = {one["term"] for one in defined}
    return defined + [one for one in reading() if one["term"] not in terms]


def reading() -> list[dict[str, str]]:
    """What the words of a report mean."""
    return [{"term": say(term), "text": say(text)} for term, text in READING.items()]


def _variant(code: str | None) -> str:
    """The variant of a formula in words; "all" is no choice worth a word."""
    if not code or code == "all":
        return ""
    return " " + say("Variant: {name}.", name=say(VARIANTS.get(code, code.replace("_", " "))))


def coverage(facts: dict[str, Any], run: Run) -> list[str]:
    """How much of what came is in the report, and what is not."""
    said = [sentences.coverage(facts["analysed_count"], facts["contact_count"], facts["unsure_count"])]
    count = facts["transcript_count"]
    said.append(
        say_many(
            "{contacts} came with their words.",
            "{contacts} came with their words.",
            count,
            contacts=sentences.contacts_of(count),
        )
    )
    if facts["incomplete_day_count"]:
        days = facts["incomplete_day_count"]
        said.append(
            say_many(
                "{days} day is not complete yet: a source had not delivered all of it when the run was made.",
                "{days} days are not complete yet: a source had not delivered all of it when the run was made.",
                days,
                days=days,
            )
        )
    return said


def driver_figure(drivers: pd.DataFrame, width: int) -> dict[str, Any] | None:
    """Bars of the excess by slice, the driver first; nothing where no slice stands out."""
    if drivers.empty:
        return None
    first = drivers.iloc[0]
    is_most = first["share_of_excess"] >= 0.5
    finding = "{slice} holds most of the excess" if is_most else "{slice} stands out most"
    title = say(finding, slice=sentences.upper_first(first["slice_label"]))
    told = "; ".join(
        say(
            "{slice}: {count} contacts above expected",
            slice=row.slice_label,
            count=sentences.format_count(row.excess_count),
        )
        for row in drivers.itertuples()
    )
    numbers = behind.bars(drivers, say("Slice"), "slice_label", behind.OF_DRIVERS)
    return draw(charts.driver_bars(drivers, width=width), title, say("Bars. {told}.", told=told), numbers)


def phrase_figure(phrases: pd.DataFrame, width: int) -> dict[str, Any] | None:
    """Dots of the words that set an alert's contacts apart; nothing where their words are the usual ones."""
    if phrases.empty:
        return None
    told = "; ".join(
        say(
            "“{phrase}” in {contacts}, in {usual} of as many usual ones",
            phrase=row.phrase,
            contacts=sentences.contacts_of(row.alert_count),
            usual=sentences.format_count(row.usual_count),
        )
        for row in phrases.itertuples()
    )
    title = say("Words that set these contacts apart, and how many of as many usual contacts say them")
    numbers = behind.bars(phrases, say("Phrase"), "phrase", behind.OF_PHRASES)
    return draw(charts.phrase_dots(phrases, width=width), title, say("Dots. {told}.", told=told), numbers)


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
    told = say(
        "Line of contacts a day from {first} to {last}, over the range that was expected. The highest day is {day} with"
        " {contacts}.",
        first=sentences.format_date(series["contact_date"].min()),
        last=sentences.format_date(series["contact_date"].max()),
        day=sentences.format_date(peak["contact_date"]),
        contacts=sentences.contacts_of(peak["contact_count"]),
    )
    said = redefinitions.say(marks)
    drawn = charts.observed_expected(series, width=width, height=height, marks=marks)
    return draw(drawn, title, f"{told} {said}".strip(), behind.days(series), note=said)


def above_range(series: pd.DataFrame, days: int, whose: str) -> str:
    """The finding of a series: on how many of its last days it lay above the expected range."""
    last = series.tail(days)
    if last.empty or last["upper_count"].isna().all():
        return say("{contacts} a day; there is too little history yet to say what to expect", contacts=whose)
    above = int((last["contact_count"] > last["upper_count"]).sum())
    if not above:
        return say(
            "{contacts} stayed within or below the expected range on all of the last {days} days",
            contacts=whose,
            days=len(last),
        )
    return say(
        "{contacts} lay above the expected range on {above} of the last {days} days",
        contacts=whose,
        above=above,
        days=len(last),
    )


def week(first: date, last: date) -> str:
    """Sun 15 to Sat 21 Nov 2026."""
    return sentences.format_days(first, last)
