"""Brief: what does the team need to know that can act on one alert, one reason or one topic?"""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards import histories, sentences
from dashboards.reports import (
    action_facts,
    action_section,
    excerpts,
    faces,
    facts,
    markdown,
    slides,
    topic_brief,
    words,
    workbook,
)
from dashboards.reports.source import Run, UnknownSubjectError, frame, opened, read_run, rows
from dashboards.sentences import contacts_of, format_change, format_count, format_date, format_hours, format_share
from dashboards.topics.found import WHOLE

QUOTES = 10
REASON_DAYS = 28  # a brief on a reason is about so many days, beside as many before
SOLVED_DAYS = 7
HIT_SHARE_ABOVE = 1.3  # a slice is named when its share is so many times the usual one


def make(published: Path | str | duckdb.DuckDBPyConnection, subject: str, out_dir: Path | str) -> list[Path]:
    """Write the brief on an alert, a reason or a topic (its alert_id, reason_code or topic_code); returns its faces: page,
    paper, slides, workbook and ticket.

    Raises:
        NothingPublishedError: there is no published file, or no dated contact in it.
        UnknownSubjectError: no alert, no reason and no topic has this name.
    """
    with opened(published) as con:
        run = read_run(con)
        document = brief_document(con, run, subject)
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    name = "brief-" + re.sub(r"[^\w.-]+", "-", subject, flags=re.ASCII).strip("-.")
    return [
        faces.write(folder / f"{name}.html", faces.html("brief", document)),
        faces.write(folder / f"{name}.pdf", faces.pdf("brief", document, run.finished_at)),
        faces.write(folder / f"{name}.pptx", slides.brief(document, run.finished_at)),
        faces.write(folder / f"{name}.xlsx", workbook.brief_workbook(document, run)),
        faces.write(folder / f"{name}.md", markdown.brief(document)),
    ]


def brief_document(con: duckdb.DuckDBPyConnection, run: Run, subject: str) -> dict[str, Any]:
    """The brief as words and pictures, ready to be set."""
    alerts = rows(con, "from marts.alert where alert_id = $id", id=subject)
    topics = rows(
        con, WHOLE + "from whole where topic_code = $code", code=alerts[0]["subject_code"] if alerts else subject
    )
    reasons = rows(
        con,
        "from marts.reason where reason_code ="
        " coalesce((select reason_code from marts.reason_rule where old_code = $code), $code)",
        code=alerts[0]["reason_code"] if alerts else subject,
    )
    if not alerts and not reasons and not topics:
        raise UnknownSubjectError(
            f"No alert, no reason and no topic is called {subject!r}. The Spikes, Reasons and Topics pages name them."
        )
    about = topic_brief.meaning(topics[0]) if topics else ""
    reason = (
        reasons[0] if reasons else {"definition": about, **(alerts or topics)[0]}
    )  # an alert of a group, or of everything
    if alerts:
        said = _on_alert(con, run, alerts[0], reason)
    else:
        said = _on_reason(con, run, reason) if reasons else topic_brief.on_topic(con, run, subject)
    first, quotes = said.pop("first"), said.pop("quotes")
    return {
        "language": "en",
        "kicker": f"Brief for {reason['department_label'] or reason.get('owner_label') or 'the team that can act on it'}",
        "period": format_date(run.as_of, with_year=True),
        **said,
        "quotes": [words.quote(row) for row in quotes],
        "excerpts": excerpts.around(con, quotes),
        "definitions": words.READING,
        "coverage": words.coverage(facts.coverage(con, first, run.as_of), run),
        "imprint": run.imprint,
        "run_id": run.facts["run_id"],
        "made": run.made,
    }


def _on_alert(
    con: duckdb.DuckDBPyConnection, run: Run, alert: dict[str, Any], reason: dict[str, Any]
) -> dict[str, Any]:
    drivers = facts.alert_drivers(con, alert["alert_id"])
    codes = facts.alert_reasons(con, alert)
    series = facts.series_days(con, alert["series_code"], run.as_of)
    changes = facts.reason_changes(con, codes)
    actions = facts.alert_actions(con, run, alert)
    ended = "it is still open" if alert["is_open"] else f"over since {format_date(alert['last_date'])}"
    usual = (alert["started_date"] - timedelta(days=REASON_DAYS), alert["started_date"] - timedelta(days=1))
    is_of_topic = alert["subject_kind"] == "topic"
    hit = (
        topic_brief.hit(con, alert["subject_code"])
        if is_of_topic
        else _hit(con, codes, (alert["started_date"], alert["last_date"]), usual)
    )
    days = f"{alert['day_count']} day{'' if alert['day_count'] == 1 else 's'}"
    box = [
        ("What", reason["definition"] or sentences.alert_title(alert)),
        ("Since when", f"{format_date(alert['started_date'], True)}, {days}; {ended}."),
        ("History", histories.alert_history(facts.alert_days(con, alert["alert_id"]))),
        ("How many", f"{contacts_of(alert['excess_count'])} more than expected; {_peak(alert)}"),
        ("Agent hours", f"{format_hours(alert['excess_hours'])} of agents' work for the excess."),
        ("Whom it hits", hit),
        ("How sure", sentences.alert_certainty(alert)),
        ("Judged", histories.alert_judgement(alert)),
    ]
    return {
        "first": alert["started_date"],
        "title": sentences.alert_headline(alert),
        "box": _pairs(box),
        "chart": words.series_figure(
            series, changes, "Contacts a day against what was expected, eight weeks", 520, 150, actions
        ),
        "driver_sentence": sentences.alert_driver(alert),
        "drivers": words.driver_figure(drivers, width=230),
        "phrases": words.phrase_figure(facts.alert_phrases(con, alert["alert_id"]), width=330),
        "quotes": facts.alert_quotes(con, alert["alert_id"], QUOTES),
        "actions": action_section.lines(actions),
        "watch": _watch_alert(alert, drivers, series),
    }


def _on_reason(con: duckdb.DuckDBPyConnection, run: Run, reason: dict[str, Any]) -> dict[str, Any]:
    last, first = run.as_of, run.as_of - timedelta(days=REASON_DAYS - 1)
    before = (first - timedelta(days=REASON_DAYS), first - timedelta(days=1))
    now, then = _volume(con, reason["reason_code"], first, last), _volume(con, reason["reason_code"], *before)
    is_comparable = before[0] >= run.facts["first_date"]
    change = (
        f", {format_change(now['contacts'], then['contacts'])} on the {REASON_DAYS} days before"
        if is_comparable
        else ""
    )
    alerts = rows(
        con,
        "from marts.alert where reason_code = $code and last_date >= $first and mark_code is distinct from 'false'"
        " order by severity_rank, alert_id",
        code=reason["reason_code"],
        first=first,
    )
    series = facts.reason_series(con, reason["reason_code"], last)
    changes = facts.reason_changes(con, [reason["reason_code"]])
    actions = action_facts.about(con, run, [reason["reason_code"]])
    hours = f", {format_change(now['hours'], then['hours'])} on the {REASON_DAYS} days before" if is_comparable else ""
    box = [
        ("What", reason["definition"] or reason["reason_label"]),
        ("Since when", f"{format_date(first, True)} to {format_date(last, True)}."),
        ("How many", f"{contacts_of(now['contacts'])}{change}."),
        ("Agent hours", f"{format_hours(now['hours'])} of agents' work{hours}."),
        ("Whom it hits", _hit(con, [reason["reason_code"]], (first, last), None)),
        ("Alerts", " ".join(sentences.alert_headline(alert) for alert in alerts[:2]) or "None in these days."),
    ]
    return {
        "first": first,
        "title": f"{reason['reason_label']}: {contacts_of(now['contacts'])} in the {REASON_DAYS} days to "
        f"{format_date(last)}{change}.",
        "box": _pairs(box),
        "chart": words.series_figure(
            series, changes, words.above_range(series, REASON_DAYS, "Contacts"), 520, 150, actions
        ),
        "driver_sentence": sentences.alert_driver(alerts[0])
        if alerts
        else "No alert was raised in these days, so no slice is named as the driver.",
        "drivers": words.driver_figure(facts.alert_drivers(con, alerts[0]["alert_id"]), width=230) if alerts else None,
        "phrases": None,  # a reason is not held against itself
        "quotes": _reason_quotes(con, reason["reason_code"]),
        "actions": action_section.lines(actions),
        "watch": _watch_reason(reason, now),
    }


def _pairs(box: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"label": label, "text": text} for label, text in box if text]


def _peak(alert: dict[str, Any]) -> str:
    if alert["day_count"] == 1:
        return f"{contacts_of(alert['contact_count'])} in all."
    return f"the most on {format_date(alert['peak_date'])}, {format_count(alert['peak_contact_count'])}."


def _volume(con: duckdb.DuckDBPyConnection, reason_code: str, first: date, last: date) -> dict[str, Any]:
    sql = """
        select coalesce(sum(contact_count), 0)::bigint as contacts, coalesce(sum(handle_seconds), 0) / 3600 as hours
        from marts.contact_daily where reason_code = $code and contact_date between $first and $last"""
    return rows(con, sql, code=reason_code, first=first, last=last)[0]


def _reason_quotes(con: duckdb.DuckDBPyConnection, reason_code: str) -> list[dict[str, Any]]:
    sql = "from marts.reason_quote where reason_code = $code order by quote_rank limit $limit"
    return rows(con, sql, code=reason_code, limit=QUOTES)


def _hit(
    con: duckdb.DuckDBPyConnection, reason_codes: list[str], now: tuple[date, date], usual: tuple[date, date] | None
) -> str:
    """Each dimension's largest value with its share of these reasons, and its usual share where there is one."""
    sql = """
        select dimension_label, value_label,
            coalesce(sum(contact_count) filter (contact_date between $first and $last), 0) as now_count,
            coalesce(sum(contact_count) filter (contact_date between $usual_first and $usual_last), 0) as usual_count
        from marts.reason_slice_daily join marts.dimension using (dimension_code)
        where list_contains($codes::varchar[], reason_code) and value_code <> 'unknown'
        group by all order by dimension_label, now_count desc, value_label"""
    usual_first, usual_last = usual or (now[1], now[0])  # no usual period: an empty one
    slices = frame(
        con, sql, codes=reason_codes, first=now[0], last=now[1], usual_first=usual_first, usual_last=usual_last
    )
    told = []
    for _, values in slices.groupby("dimension_label"):
        total, usual_total = values["now_count"].sum(), values["usual_count"].sum()
        if not total:
            continue
        share, usual_share = values["now_count"] / total, values["usual_count"] / max(usual_total, 1)
        top = values.assign(share=share, usual_share=usual_share).loc[share.idxmax()]
        told.append({**top.to_dict(), "lift": top["share"] / top["usual_share"] if top["usual_share"] else 0.0})
    told.sort(key=lambda row: (-row["lift"], -row["share"]))
    return "; ".join(_hit_words(row) for row in told[:4]) + ("." if told else "")


def _hit_words(row: dict[str, Any]) -> str:
    usual = f" (usually {format_share(row['usual_share'], 0)})" if row["lift"] >= HIT_SHARE_ABOVE else ""
    return f"{row['dimension_label']} {row['value_label']} {format_share(row['share'], 0)}{usual}"


def _watch_alert(alert: dict[str, Any], drivers: pd.DataFrame, series: pd.DataFrame) -> list[str]:
    upper = series["upper_count"].dropna()
    limit = format_count(upper.iloc[-SOLVED_DAYS:].mean()) if len(upper) else format_count(alert["peak_upper_count"])
    expected = format_count(alert["expected_count"] / alert["day_count"])
    name = sentences.alert_title(alert)
    name = sentences.lower_first(name) if alert["subject_kind"] == "topic" else name
    watch = [
        f"It is solved when {name} stays at or below {limit} contacts a day, the upper end of "
        f"what is expected, on {SOLVED_DAYS} days in a row. Its usual level is about {expected} a day."
    ]
    if not drivers.empty:
        first = drivers.iloc[0]
        usual = format_count(first["expected_count"] / alert["day_count"])
        now = format_count(first["contact_count"] / alert["day_count"])
        watch.append(f"Look first at {first['slice_label']}: {now} contacts a day in the alert, usually {usual}.")
    watch.append("If the whole falls while this slice does not, the cause is still there.")
    return watch if not drivers.empty else watch[:1]


def _watch_reason(reason: dict[str, Any], now: dict[str, Any]) -> list[str]:
    per_day = format_count(now["contacts"] / REASON_DAYS)
    per_contact = sentences.format_duration(now["hours"] * 3600 / now["contacts"]) if now["contacts"] else "0 s"
    return [
        f"{reason['reason_label']} now brings about {per_day} contacts a day. A change has helped when the weekly "
        f"total stays below the expected range for two weeks; each contact that no longer comes spares about "
        f"{per_contact} of agents' work."
    ]
