"""Trend report: what changed for a department this week, why, and what does it cost?"""

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards import histories, sentences
from dashboards.reports import (
    action_section,
    faces,
    handling_section,
    markdown,
    reason_section,
    recounted,
    slides,
    topic_section,
    words,
)
from dashboards.reports.facts import SpikeFacts, TrendFacts, trend_facts
from dashboards.reports.reason_section import format_hours_change
from dashboards.reports.source import opened
from dashboards.reports.workbook import trend_workbook
from dashboards.sentences import contacts_of, format_change, format_count, format_hours, format_share

SPIKES_TOLD = 3  # in full; the others in a line each, and after those the Spikes page has them
SPIKES_NAMED = 2


def make(
    published: Path | str | duckdb.DuckDBPyConnection,
    department_code: str,
    out_dir: Path | str,
    newer: duckdb.DuckDBPyConnection | None = None,
) -> list[Path]:
    """Write a department's weekly report as page, paper, slides, workbook and text; returns the files.

    Args:
        newer: what a newer run published, where this one is kept: what it counts otherwise is said on top.

    Raises:
        NothingPublishedError: there is no published file, or no dated contact in it.
        UnknownSubjectError: the published file knows no such department.
    """
    with opened(published) as con:
        facts = trend_facts(con, department_code)
        changed = recounted.say(con, newer, facts.first, facts.last, department_code)
    folder = Path(out_dir) / department_code
    folder.mkdir(parents=True, exist_ok=True)
    document = trend_document(facts) | {"changed": changed}
    return [
        faces.write(folder / "trend.html", faces.html("trend", document)),
        faces.write(folder / "trend.pdf", faces.pdf("trend", document, facts.run.finished_at)),
        faces.write(folder / "trend.pptx", slides.weekly(document, facts.run.finished_at)),
        faces.write(folder / "trend.xlsx", trend_workbook(facts)),
        faces.write(folder / "trend.md", markdown.weekly(document)),
    ]


def trend_document(facts: TrendFacts) -> dict[str, Any]:
    """The report as words and pictures, ready to be set: no number in it is computed again by a face."""
    return {
        "language": "en",
        "kicker": f"{facts.department_label} · weekly trend report",
        "period": words.week(facts.first, facts.last),
        "title": _title(facts),
        "changed": [],
        "lead": _lead(facts),
        "figures": [_figure(facts, code) for code in facts.kpis.index],
        "chart": words.series_figure(
            facts.series,
            facts.changes,
            words.above_range(facts.series, 7, f"{facts.department_label}: contacts"),
            width=520,
            height=330,
            actions=facts.actions,
        ),
        "spikes": [_spike(spike) for spike in facts.spikes[:SPIKES_TOLD]],
        "more_spikes": _more_spikes(facts.spikes[SPIKES_TOLD:]),
        "no_spike": f"No reason of {facts.department_label} was above its usual level in this week.",
        "topics": topic_section.section(facts),
        "reasons": reason_section.section(facts),
        "actions": [
            *action_section.year(facts.effects, facts.last),
            *action_section.lines(facts.actions, _no_action(facts), facts.first),
        ],
        "handling": handling_section.section(facts),
        "quotes": _quotes(facts),
        "definitions": words.definitions(facts.definitions),
        "coverage": words.coverage(facts.coverage, facts.run),
        "imprint": facts.run.imprint,
        "run_id": facts.run.facts["run_id"],
        "made": facts.run.made,
    }


def _no_action(facts: TrendFacts) -> str:
    return (
        f"{facts.department_label} has recorded no action. Who changes something because of a spike, a reason or a topic"
        " says so on the Actions page; this report then tells where it stands."
    )


def _title(facts: TrendFacts) -> str:
    if facts.spikes:
        return _headline(facts.spikes[0])
    contacts = facts.kpi("contacts")
    if not contacts["value"]:
        return f"{facts.department_label}: no contact with one of its reasons in this week."
    change = f", {_on(contacts, 'before')}" if facts.week_count else ""
    return f"{facts.department_label}: {contacts_of(contacts['value'])}{change}, and {_no_spike(facts)}."


def _no_spike(facts: TrendFacts) -> str:
    """What a week without an alert comes to: a reason may be above or below what was expected over its seven days."""
    surely = facts.moves[facts.moves["is_sure"].astype(bool)]
    if surely.empty:
        return "no reason above its usual level"
    way = "more" if surely.iloc[0]["excess"] > 0 else "less"
    return f"{way} of {surely.iloc[0]['reason_label']} than expected"


def _on(row: pd.Series, period: str, column: str = "value") -> str:
    """+38 (+27 %) on the week before."""
    named = {"before": "the week before", "usual": "a usual week"}[period]
    return f"{format_change(row[column], row[period])} on {named}"


def _lead(facts: TrendFacts) -> list[dict[str, str]]:
    """About five sentences, each behind the question that it answers."""
    said = []
    if facts.spikes:
        alert = facts.spikes[0].alert
        said += [("Why", sentences.alert_driver(alert)), ("How sure", sentences.alert_certainty(alert))]
        said += [("Judged", histories.alert_judgement(alert))]
    said += [("Also high", _other_spikes(facts.spikes)), ("Over weeks", _slowly(facts))]
    said += [("Newly said", topic_section.lead(facts)), ("In all", _volume(facts))]
    said += [("What moved", reason_section.lead(facts)), ("Cost", _cost(facts)), ("Customers", _satisfaction(facts))]
    said += [("Handling", handling_section.lead(facts)), ("Actions", action_section.lead(facts.actions))]
    return [{"label": label, "text": text} for label, text in said if text]


def _other_spikes(spikes: list[SpikeFacts]) -> str:
    if not spikes:
        return ""
    if len(spikes) == 1:
        return "No other reason was above its usual level."
    rest = len(spikes) - 2
    more = f" {rest} more {'is' if rest == 1 else 'are'} told of below." if rest else ""
    return f"{_headline(spikes[1])}{more}"


def _headline(spike: SpikeFacts) -> str:
    """The finding of an alert; "Still" before one that the week before had already."""
    return ("Still: " if spike.is_continued else "") + sentences.alert_headline(spike.alert)


def _more_spikes(spikes: list[SpikeFacts]) -> list[str]:
    """The alerts that cost less, a line each; of the last ones, how many the Spikes page has."""
    named = [_headline(spike) for spike in spikes[:SPIKES_NAMED]]
    rest = len(spikes) - SPIKES_NAMED
    return [*named, *([f"The Spikes page has {rest} more."] if rest > 0 else [])]


def _slowly(facts: TrendFacts) -> str:
    """The largest drop or slow change that touches the week, and how many more there are."""
    if not facts.shifts:
        return ""
    first, rest = facts.shifts[0], len(facts.shifts) - 1
    more = f" The Spikes page has {rest} more." if rest else ""
    still = "Still: " if sentences.as_date(first["opened_date"]) < facts.first and first["is_open"] else ""
    return f"{still}{sentences.change_headline(first)} {sentences.change_certainty(first)}{more}"


def _volume(facts: TrendFacts) -> str:
    contacts = facts.kpi("contacts")
    if not facts.week_count:
        return f"{contacts_of(contacts['value'])} this week; there is no earlier week to compare with."
    return f"{contacts_of(contacts['value'])} this week, {_on(contacts, 'before')} and {_on(contacts, 'usual')}."


def _cost(facts: TrendFacts) -> str:
    hours = facts.kpi("agent_hours")
    if not hours["value"] or facts.reasons.empty:
        return ""
    top = facts.reasons.iloc[0]
    share = format_share(top["hours"] / hours["value"], n=0)
    return f"{format_hours(hours['value'])} of agents' work, {share} of it for {top['reason_label']}."


def _satisfaction(facts: TrendFacts) -> str:
    if "csat" not in facts.kpis.index:
        return ""
    csat = facts.kpi("csat")
    if pd.isna(csat["value"]) or csat["n"] < csat["minimum_count"]:
        return f"Too few customers answered the survey to say how satisfied they are ({csat['n']})."
    change = (
        f" ({sentences.format_points(csat['value'], csat['usual'], csat['n'])} on a usual week)"
        if facts.week_count
        else ""
    )
    return f"{format_share(csat['value'], csat['n'])} of {csat['n']} who answered were satisfied{change}."


def _figure(facts: TrendFacts, code: str) -> dict[str, str]:
    """One number of the strip: its value, its change and the n behind it."""
    kpi = facts.kpi(code)
    is_rate = kpi["unit"] in ("share", "seconds")
    is_few = is_rate and kpi["n"] < kpi["minimum_count"]
    if kpi["unit"] == "share":
        change = sentences.format_points(kpi["value"], kpi["usual"], kpi["n"])
    elif kpi["unit"] == "seconds":
        change = _seconds_change(kpi["value"], kpi["usual"])
    elif kpi["unit"] == "hours":
        change = format_hours_change(kpi["value"], kpi["usual"])
    else:
        change = format_change(kpi["value"], kpi["usual"])
    known = facts.week_count and change != sentences.NOT_KNOWN and not is_few
    return {
        "label": kpi["kpi_label"],
        "value": sentences.TOO_FEW if is_few else sentences.format_value(kpi["value"], kpi["unit"], kpi["n"]),
        "change": change if known else "",
        "note": "" if not is_rate else f"n = {format_count(kpi['n'])}",
    }


def _seconds_change(now: float, usual: float) -> str:
    if pd.isna(now) or pd.isna(usual):
        return sentences.NOT_KNOWN
    sign = "+" if now >= usual else sentences.MINUS
    return f"{sign}{sentences.format_duration(abs(now - usual))}"


def _spike(spike: SpikeFacts) -> dict[str, Any]:
    alert = spike.alert
    return {
        "title": _headline(spike),
        "sentences": _told(alert),
        "state": f"{alert['department_label']} · {histories.alert_history(spike.days) or histories.alert_state(alert)}",
        "chart": words.series_figure(spike.series, spike.changes, _peak(alert), 520, 150, spike.actions),
        "drivers": words.driver_figure(spike.drivers, width=250),
        "quotes": [words.quote(row) for row in spike.quotes],
        "brief": f"voc report --brief {alert['alert_id']}",
    }


def _told(alert: dict[str, Any]) -> list[str]:
    said = (
        sentences.alert_driver(alert),
        sentences.alert_phrases(alert),
        sentences.alert_certainty(alert),
        sentences.alert_cost(alert),
        histories.alert_judgement(alert),
    )
    return [sentence for sentence in said if sentence]


def _peak(alert: dict[str, Any]) -> str:
    expected = format_count(alert["peak_expected_count"])
    day = sentences.format_date(alert["peak_date"])
    return f"The highest day was {day}: {contacts_of(alert['peak_contact_count'])} where {expected} were expected"


def _quotes(facts: TrendFacts) -> list[dict[str, Any]]:
    reasons = dict.fromkeys(row["reason_label"] for row in facts.quotes)
    return [
        {"reason": label, "quotes": [words.quote(row) for row in facts.quotes if row["reason_label"] == label]}
        for label in reasons
    ]
