"""Monthly report: how did the last whole month go, for the head of everything, and what was fixed, is new, or not known?"""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards import sentences
from dashboards.actions import measured
from dashboards.languages import numeral, say, say_many, spoken
from dashboards.reports import WHOLE, faces, markdown, monthly_news, monthly_sections, recounted, slides, words
from dashboards.reports.monthly_facts import MonthFacts, month_facts
from dashboards.reports.monthly_sections import at_pace, kpi_value
from dashboards.reports.monthly_workbook import monthly_workbook
from dashboards.reports.source import opened
from dashboards.sentences import contacts_of, format_change, format_count, format_hours, format_share
from dashboards.topics import said

GREW, FELL = "{reason} grew most: {change}", "{reason} fell most: {change}"
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
        "language": spoken(),
        "kicker": say("All departments · monthly report"),
        "period": sentences.upper_first(facts.month.label),
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
    values: dict[str, Any] = {
        "month": sentences.upper_first(facts.month.label),
        "contacts": contacts_of(whole["contacts_total"]),
        "hours": hours,
    }
    if facts.before is None:
        return say("{month}: {contacts} and {hours} of agents' work.", **values)
    more = round(whole["contacts_change"] * facts.month.day_count)
    values |= {"before": facts.before.name, "count": format_count(abs(more))}
    if not more:
        return say("{month}: {contacts}, as many as at {before}'s pace, and {hours} of agents' work.", **values)
    if more > 0:
        return say("{month}: {contacts}, {count} more than at {before}'s pace, and {hours} of agents' work.", **values)
    return say("{month}: {contacts}, {count} fewer than at {before}'s pace, and {hours} of agents' work.", **values)


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
    return [{"label": say(label), "text": text} for label, text in told if text]


def _came(facts: MonthFacts) -> str:
    whole = facts.whole
    if facts.before is None:
        return say(
            "{count} contacts a day; no whole month lies before this one to compare with.",
            count=format_count(whole["contacts_a_day"]),
        )
    against = [_against(whole, facts.before.name)]
    if facts.year_ago is not None:
        against.append(_against(facts.against_year, facts.year_ago.label))
    return say(
        "{count} contacts a day: {changes}.", count=format_count(whole["contacts_a_day"]), changes="; ".join(against)
    )


def _against(row: pd.Series, name: str) -> str:
    """+8 (+4 %, 95 % interval −1 to +18) on September, which may be chance."""
    low, high = row["contacts_low"], row["contacts_high"]
    change = format_change(row["contacts_a_day"], row["contacts_before"])
    inside = sentences.format_range(_signed(low), _signed(high))
    joined = f"{change[:-1]}, {inside})" if change.endswith(")") else f"{change} ({inside})"
    if low > 0 or high < 0:
        return say("{change} on {month}", change=joined, month=name)
    return say("{change} on {month}, which may be chance", change=joined, month=name)


def _signed(value: float) -> str:
    return f"{value:+.0f}".replace("-", sentences.MINUS)


def _moved(facts: MonthFacts) -> str:
    """What surely moved of groups, and of single reasons the one that grew most and the one that fell most."""
    if facts.before is None:
        return ""
    sure = facts.groups[(facts.groups["hours_low"] > 0) | (facts.groups["hours_high"] < 0)]
    named = sure.reindex(sure["hours_change"].abs().sort_values(ascending=False, kind="stable").index).head(2)
    both = [f"{row['group_label']} {at_pace(row, facts)}" for _, row in named.iterrows()]
    whole = (
        say(
            "{groups} hours of agents' work on {month}'s pace",
            groups=f" {say('and')} ".join(both),
            month=facts.before.name,
        )
        if both
        else say("No group of reasons surely moved")
    )
    tops = [_top(words, rows.iloc[0], facts) for words, rows in ((GREW, facts.grew), (FELL, facts.fell)) if len(rows)]
    singles = say("; of single reasons, {reasons}", reasons=", ".join(tops)) if tops else ""
    return f"{whole}{singles}."


def _top(words: str, row: pd.Series, facts: MonthFacts) -> str:
    sure = "" if row["hours_low"] > 0 or row["hours_high"] < 0 else say(", which may be chance")
    return say(words, reason=row["reason_label"], change=at_pace(row, facts)) + sure


def _served(facts: MonthFacts) -> str:
    """Targets that were surely missed, then what surely changed; that neither is so."""
    rows = facts.kpis.to_dict("records")
    missed = [
        say(
            "{kpi} is {value}, short of its target, {target}",
            kpi=row["kpi_label"],
            value=kpi_value(row),
            target=sentences.format_value(row["target"], row["unit"], 0),
        )
        for row in rows
        if row["target_code"] == "missed"
    ]
    changed = [
        say(
            "{kpi} is {value}, {change} on {month}",
            kpi=row["kpi_label"],
            value=kpi_value(row),
            change=monthly_sections.kpi_change(row),
            month=facts.before.name,
        )
        for row in rows
        if facts.before and monthly_sections.is_other(row) and row["target_code"] != "missed"
    ]
    told = [*missed, *changed] or [say("No number of quality has surely changed, and no target is surely missed")]
    return f"{'; '.join(told[:3])}."


def _fixed(facts: MonthFacts) -> str:
    month, last = facts.month, facts.month.last
    saved = measured.within(facts.effects, month.first, last, month.name)
    year = measured.year(facts.effects, last)
    same = measured.within(facts.effects, month.first, last, str(month.first.year)) == year
    if not measured.is_any_known(facts.effects, last):
        return year
    return f"{saved} {say('That is all of {year} so far.', year=month.first.year)}" if same else f"{saved} {year}"


def _new(facts: MonthFacts) -> str:
    topics = facts.topics
    if not topics:
        return f"{say('No topic is new or grows')}; {monthly_news.alerts_judged(facts)}"
    news = say_many(
        "{count} topic is new or growing, first of all {topic}",
        "{count} topics are new or growing, first of all {topic}",
        len(topics),
        count=len(topics),
        topic=said.quoted(topics[0]),
    )
    return f"{news}; {monthly_news.alerts_judged(facts)}"


def _unknown(facts: MonthFacts) -> str:
    covered = facts.coverage
    if not covered["contact_count"]:
        return ""
    spoken = format_share(covered["transcript_count"] / covered["contact_count"], 0)
    read = sentences.coverage(covered["analysed_count"], covered["contact_count"], covered["unsure_count"])
    return f"{read} {say('{share} came with their words.', share=spoken)}"


def _figures(facts: MonthFacts) -> list[dict[str, str]]:
    """The strip below the sentences: value, change on the month before, and the n behind it."""
    whole = facts.whole
    found = [
        _figure(say("Contacts a day"), format_count(whole["contacts_a_day"]), _change(whole, "contacts")),
        _figure(say("Agent hours a day"), numeral(f"{whole['hours_a_day']:.1f}"), _change(whole, "hours")),
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
    title = say(
        "{month}: contacts a day; there is too little history yet to say what to expect",
        month=sentences.upper_first(facts.month.label),
    )
    if len(days) and days["upper_count"].notna().any():
        above = int((days["contact_count"] > days["upper_count"]).sum())
        below = int((days["contact_count"] < days["lower_count"]).sum())
        title = say(
            "Of the {days} days of {month}, {above} lay above what was expected, {below} below",
            days=len(days),
            month=facts.month.name,
            above=above or say("none"),
            below=below or say("none"),
        )
    return words.series_figure(facts.series, words.NO_CHANGES, title, width=520, height=250, actions=facts.actions)
