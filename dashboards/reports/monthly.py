"""Monthly report: how did the last whole month go, for the head of everything, and what was fixed, is new, or not known?"""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards import sentences
from dashboards.actions import measured
from dashboards.reports import WHOLE, faces, markdown, monthly_news, monthly_sections, recounted, slides, words
from dashboards.reports.monthly_facts import MonthFacts, month_facts
from dashboards.reports.monthly_sections import at_pace, kpi_value
from dashboards.reports.monthly_workbook import monthly_workbook
from dashboards.reports.source import opened
from dashboards.sentences import contacts_of, format_change, format_count, format_hours, format_share
from dashboards.topics import said

FIGURE_CODES = ("csat", "fcr", "qa_score")


def make(
    published: Path | str | duckdb.DuckDBPyConnection,
    subject: str,
    out_dir: Path | str,
    newer: duckdb.DuckDBPyConnection | None = None,
) -> list[Path]:
    """Write the report on the last whole month as page, paper, slides, workbook and text; returns the files.

    Args:
        subject: whose month; there is one for all departments alone.
        newer: what a newer run published, where this one is kept: what it counts otherwise is said on top.

    Raises:
        NothingPublishedError: there is no published file, or no dated contact in it.
        NoMonthError: the data hold no whole month yet.
    """
    with opened(published) as con:
        facts = month_facts(con)
        changed = recounted.say(con, newer, facts.month.first, facts.month.last)
    folder = Path(out_dir) / WHOLE
    folder.mkdir(parents=True, exist_ok=True)
    document = monthly_document(facts) | {"changed": changed}
    return [
        faces.write(folder / "monthly.html", faces.html("sections", document)),
        faces.write(folder / "monthly.pdf", faces.pdf("sections", document, facts.run.finished_at)),
        faces.write(folder / "monthly.pptx", slides.sections(document, facts.run.finished_at)),
        faces.write(folder / "monthly.xlsx", monthly_workbook(facts)),
        faces.write(folder / "monthly.md", markdown.sections(document)),
    ]


def monthly_document(facts: MonthFacts) -> dict[str, Any]:
    """The report as words and pictures, ready to be set: no number in it is computed again by a face."""
    return {
        "language": "en",
        "kicker": "All departments · monthly report",
        "period": facts.month.label,
        "title": _title(facts),
        "changed": [],
        "lead": _lead(facts),
        "figures": _figures(facts),
        "chart": _chart(facts),
        "has_front": True,  # page 1 is read alone
        "sections": [*monthly_sections.sections(facts), *monthly_news.sections(facts)],
        "definitions": words.definitions(facts.definitions),
        "coverage": words.coverage(facts.coverage, facts.run),
        "imprint": facts.run.imprint,
        "run_id": facts.run.facts["run_id"],
        "made": facts.run.made,
    }


def _title(facts: MonthFacts) -> str:
    """October 2026: 6,529 contacts, 262 more than at September's pace, and 703 hours of agents' work."""
    whole, hours = facts.whole, format_hours(facts.whole["hours_total"])
    told = f"{facts.month.label}: {contacts_of(whole['contacts_total'])}"
    if facts.before is None:
        return f"{told} and {hours} of agents' work."
    more = round(whole["contacts_change"] * facts.month.day_count)
    pace = f"{format_count(abs(more))} {'more' if more > 0 else 'fewer'} than" if more else "as many as"
    return f"{told}, {pace} at {facts.before.name}'s pace, and {hours} of agents' work."


def _lead(facts: MonthFacts) -> list[dict[str, str]]:
    """Five sentences, each behind the question that it answers."""
    told = [
        ("What came", _came(facts)),
        ("What moved", _moved(facts)),
        ("How well", _served(facts)),
        ("What was fixed", _fixed(facts)),
        ("What is new", _new(facts)),
        ("Not known", _unknown(facts)),
    ]
    return [{"label": label, "text": text} for label, text in told if text]


def _came(facts: MonthFacts) -> str:
    whole = facts.whole
    if facts.before is None:
        return f"{format_count(whole['contacts_a_day'])} contacts a day; no whole month lies before this one to compare with."
    against = [_against(whole, facts.before.name)]
    if facts.year_ago is not None:
        against.append(_against(facts.against_year, facts.year_ago.label))
    return f"{format_count(whole['contacts_a_day'])} contacts a day: {'; '.join(against)}."


def _against(row: pd.Series, name: str) -> str:
    """+8 (+4 %, 95 % interval −1 to +18) on September, which may be chance."""
    low, high = row["contacts_low"], row["contacts_high"]
    sure = "" if low > 0 or high < 0 else ", which may be chance"
    change = format_change(row["contacts_a_day"], row["contacts_before"])
    inside = f"{_signed(low)} to {_signed(high)}"
    joined = f"{change[:-1]}, {inside})" if change.endswith(")") else f"{change} ({inside})"
    return f"{joined} on {name}{sure}"


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", sentences.MINUS)


def _moved(facts: MonthFacts) -> str:
    """What surely moved of groups, and of single reasons the one that grew most and the one that fell most."""
    if facts.before is None:
        return ""
    sure = facts.groups[(facts.groups["hours_low"] > 0) | (facts.groups["hours_high"] < 0)]
    named = sure.reindex(sure["hours_change"].abs().sort_values(ascending=False, kind="stable").index).head(2)
    groups = " and ".join(f"{row['group_label']} {at_pace(row, facts)}" for _, row in named.iterrows())
    whole = (
        f"{groups} hours of agents' work on {facts.before.name}'s pace"
        if groups
        else "No group of reasons surely moved"
    )
    tops = [f"{row['reason_label']} {verb} most: {at_pace(row, facts)}{_sureness(row)}" for verb, row in _tops(facts)]
    return f"{'; of single reasons, '.join([whole, *([', '.join(tops)] if tops else [])])}."


def _sureness(row: pd.Series) -> str:
    return "" if row["hours_low"] > 0 or row["hours_high"] < 0 else ", which may be chance"


def _tops(facts: MonthFacts) -> list[tuple[str, pd.Series]]:
    return [(verb, rows.iloc[0]) for verb, rows in (("grew", facts.grew), ("fell", facts.fell)) if len(rows)]


def _served(facts: MonthFacts) -> str:
    """Targets that were surely missed, then what surely changed; that neither is so."""
    rows = facts.kpis.to_dict("records")
    missed = [
        f"{row['kpi_label']} is {kpi_value(row)}, short of its target, {sentences.format_value(row['target'], row['unit'], 0)}"
        for row in rows
        if row["target_code"] == "missed"
    ]
    changed = [
        f"{row['kpi_label']} is {kpi_value(row)}, {monthly_sections.kpi_change(row)} on {facts.before.name}"
        for row in rows
        if facts.before and monthly_sections.is_other(row) and row["target_code"] != "missed"
    ]
    told = [*missed, *changed] or ["No number of quality has surely changed, and no target is surely missed"]
    return f"{'; '.join(told[:3])}."


def _fixed(facts: MonthFacts) -> str:
    month, last = facts.month, facts.month.last
    saved = measured.within(facts.effects, month.first, last, month.name)
    year = measured.year(facts.effects, last)
    if year.startswith("No action"):
        return year
    if saved.removeprefix(f"In {month.name}") == year.removeprefix(f"In {month.first.year}"):
        return f"{saved} That is all of {month.first.year} so far."
    return f"{saved} {year}"


def _new(facts: MonthFacts) -> str:
    topics = facts.topics
    news = f"{sentences.count_of(len(topics), 'topic')} {'is' if len(topics) == 1 else 'are'} new or growing"
    first = f", first of all {said.quoted(topics[0])}" if topics else ""
    return f"{news if topics else 'No topic is new or grows'}{first}; {monthly_news.alerts_judged(facts)}"


def _unknown(facts: MonthFacts) -> str:
    covered = facts.coverage
    if not covered["contact_count"]:
        return ""
    spoken = format_share(covered["transcript_count"] / covered["contact_count"], 0)
    read = sentences.coverage(covered["analysed_count"], covered["contact_count"], covered["unsure_count"])
    return f"{read} {spoken} came with their words."


def _figures(facts: MonthFacts) -> list[dict[str, str]]:
    """The strip below the sentences: value, change on the month before, and the n behind it."""
    whole = facts.whole
    found = [
        _figure("Contacts a day", format_count(whole["contacts_a_day"]), _change(whole, "contacts")),
        _figure("Agent hours a day", f"{whole['hours_a_day']:.1f}", _change(whole, "hours")),
    ]
    for row in (facts.kpi(code) for code in FIGURE_CODES):
        if row is not None:
            change = monthly_sections.kpi_points(row) if facts.before else ""
            found.append(_figure(row["kpi_label"], kpi_value(row, False), change, f"n = {format_count(row['n'])}"))
    return found


def _figure(label: str, value: str, change: str, note: str = "") -> dict[str, str]:
    return {"label": label, "value": value, "change": "" if change == sentences.NOT_KNOWN else change, "note": note}


def _change(whole: pd.Series, name: str) -> str:
    if name == "hours":
        return monthly_sections.signed_hours(whole["hours_change"])
    return format_change(whole["contacts_a_day"], whole["contacts_before"])


def _chart(facts: MonthFacts) -> dict[str, Any] | None:
    """Contacts a day of both months over what was expected, with the finding of the month above."""
    days = facts.series[facts.series["contact_date"] >= pd.Timestamp(facts.month.first)]
    title = f"{facts.month.label}: contacts a day; there is too little history yet to say what to expect"
    if len(days) and days["upper_count"].notna().any():
        above = int((days["contact_count"] > days["upper_count"]).sum())
        below = int((days["contact_count"] < days["lower_count"]).sum())
        title = (
            f"Of the {len(days)} days of {facts.month.name}, {above or 'none'} lay above what was expected,"
            f" {below or 'none'} below"
        )
    return words.series_figure(facts.series, words.NO_CHANGES, title, width=520, height=250, actions=facts.actions)
