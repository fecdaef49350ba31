"""Summary: what should the operator know when a run ends?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table

from pipelines.action_log import waiting_actions
from pipelines.delivery.checking import standing_problems
from pipelines.settings import Settings
from pipelines.warehouse import OFFLINE

SURE_ONE_IN = 100_000
TOP_REASONS = """
with bounds as (select as_of_date as last_date from marts.run)
select
    reason.reason_label,
    coalesce(sum(contact_count) filter (contact_date > last_date - 7), 0)::bigint as this_week,
    coalesce(sum(contact_count) filter (contact_date <= last_date - 7), 0)::bigint as last_week
from marts.contact_daily
join marts.reason as reason using (reason_code)
cross join bounds
where contact_date > last_date - 14 and reason_code <> 'unsure'
group by all
order by this_week desc, reason_label
limit 8
"""
HANDLED = """
select
    count(qa_score) as scored_count,
    avg(qa_score) as qa_score,
    count(*) filter (is_auto_failed) as failed_count,
    (select count(distinct agent_id) from marts.coaching_focus) as coached_count
from marts.contact
where contact_date > (select as_of_date - 7 from marts.run)
"""
OPEN_ALERTS = """
select
    subject_label, where_label, contact_count, expected_count, started_date, last_date, chance_one_in,
    driver_label, driver_share, spread_label, phrase_label, cause_label
from marts.alert
where coalesce(mark_code, '') not in ('false', 'snoozed')
order by is_open desc, last_date desc, severity_rank
limit 5
"""
EARLY_WARNINGS = """
select subject_label, first_hour_at, last_hour_at, contact_count, expected_count
from marts.early_warning
order by contact_count - expected_count desc
"""
SILENT_SOURCES = """
select source_code, since_date, expected_per_day
from marts.silent_source
where is_open
order by source_code
"""
TOPIC_COUNT = "select count(*) filter (status_code = 'active') from marts.topic"
EMERGING_TOPICS = """
select topic_code, topic_label, emerging_code, recent_count, first_seen_date
from marts.topic
where emerging_code is not null
order by emerging_code = 'new' desc, recent_count desc, topic_code
limit 5
"""
ADVICE = "select sentence from marts.model_drift where is_drifted order by language_label, measure_code"


def print_summary(settings: Settings, console: Console, problems: list[str]) -> None:
    """Print what the published run holds: coverage, advice, top reasons, spikes with their driver, and where to look."""
    with duckdb.connect(str(settings.paths.published.resolve()), read_only=True, config=OFFLINE) as marts:
        run = marts.execute("from marts.run").df().iloc[0]
        _print_coverage(console, run)
        _print_advice(console, marts.execute(ADVICE).fetchall())
        _print_warnings(console, marts.execute(EARLY_WARNINGS).fetchall())
        _print_silence(console, marts.execute(SILENT_SOURCES).fetchall())
        _print_reasons(console, marts.execute(TOP_REASONS).fetchall())
        _print_handling(console, *marts.execute(HANDLED).fetchall()[0])
        topic_count = marts.execute(TOPIC_COUNT).fetchall()[0][0]
        _print_topics(console, run, topic_count, marts.execute(EMERGING_TOPICS).fetchall())
        _print_alerts(console, marts.execute(OPEN_ALERTS).fetchall())
        if pd.notna(run["as_of_date"]):
            _print_actions(console, *waiting_actions(marts, run["as_of_date"].date()))
    for problem in problems:
        console.print(f"[yellow]Not loaded:[/] {problem}", highlight=False)
    for problem in standing_problems(settings):
        console.print(f"[yellow]Delivery.[/] {escape(problem)}", highlight=False)
    _print_places(console, settings, str(run["as_of_date"])[:10])


def _print_coverage(console: Console, run: Any) -> None:
    dated = int(run["contact_count"])
    console.print()
    if dated:
        console.print(f"[bold]{dated:,} contacts[/] up to {say_day(run['as_of_date'])},", end=" ")
        console.print(f"{int(run['transcript_count']):,} with a transcript.", highlight=False)
    else:
        console.print("[bold]No contact has a time[/], so that there is no series and no report.")
    parts = [
        f"{int(run['rejected_count']):,} rows rejected",
        f"{int(run['masked_count']):,} pieces of personal data masked",
    ]
    if run["undated_count"]:
        parts.append(f"{int(run['undated_count']):,} contacts without a time (in no series)")
    if dated:
        parts.append(f"{run['unsure_count'] / dated * 100:.0f} % not sure")
    console.print(", ".join(parts) + ".", highlight=False)


def _print_advice(console: Console, advice: list[tuple[str]]) -> None:
    for (sentence,) in advice:
        console.print(f"[yellow]The model no longer fits.[/] {sentence}", highlight=False)


def _print_warnings(console: Console, warnings: list[tuple[Any, ...]]) -> None:
    for label, first, last, count, expected in warnings:
        hours = f"from {first:%H}:00 to {last.hour + 1:02d}:00"
        console.print(
            f"[yellow]Already today:[/] {label}, {count:,} contacts {hours} where {expected:,.1f} were expected.",
            highlight=False,
        )


def _print_silence(console: Console, silent: list[tuple[Any, ...]]) -> None:
    for source, since, usual in silent:
        console.print(
            f"[yellow]Silent source.[/] {source} has delivered no contact since {say_day(since)}, where {usual:,.0f} a day"
            " are usual. Ask for its export; days without it count as partial.",
            highlight=False,
        )


def _print_reasons(console: Console, reasons: list[tuple[str, int, int]]) -> None:
    if not reasons:
        return
    table = Table(
        box=None, padding=(0, 2, 0, 0), title="Top reasons, last 7 days against the 7 before", title_justify="left"
    )
    table.add_column("Reason")
    table.add_column("Contacts", justify="right")
    table.add_column("Change", justify="right")
    for label, this_week, last_week in reasons:
        change = this_week - last_week
        share = f" ({change / last_week * 100:+.0f} %)" if last_week else ""
        table.add_row(label, f"{this_week:,}", f"{change:+,}{share}")
    console.print()
    console.print(table)


def _print_handling(console: Console, scored: int, qa_score: float, failed: int, coached: int) -> None:
    if not scored:
        return
    parts = [f"{failed:,} failed outright"] if failed else []
    if coached:
        parts.append(f"{coached} agent{'' if coached == 1 else 's'} with a behaviour worth working on")
    console.print()
    console.print(
        f"[bold]QA score {qa_score:.0f} of 100[/] over the {scored:,} contacts of the last 7 days that could be scored"
        f"{''.join(f'; {part}' for part in parts)}.",
        highlight=False,
    )


def _print_topics(console: Console, run: Any, topic_count: int, emerging: list[tuple[Any, ...]]) -> None:
    if not run["transcript_count"]:
        return
    console.print()
    if not topic_count:
        console.print("No topics yet: too few contacts say something of their own.")
        return
    console.print(f"[bold]{topic_count} topics[/], {_emerging(emerging)}", highlight=False)
    for code, label, emerging_code, count, first_seen in emerging:
        console.print(
            f"[bold]{label}[/]: {emerging_code}, {count:,} contacts in four weeks, to be seen since {say_day(first_seen)}.",
            highlight=False,
        )
        if emerging_code == "new":
            line = f"Make it a reason: voc taxonomy add-from-topic {code}"
            console.print(Padding(line, (0, 0, 0, 4)), highlight=False)


def _emerging(emerging: list[tuple[Any, ...]]) -> str:
    counts = {code: sum(row[2] == code for row in emerging) for code in ("new", "growing")}
    named = [f"{count} {code}" for code, count in counts.items() if count]
    return f"of which {' and '.join(named)}:" if named else "none of them new or growing."


def _print_alerts(console: Console, alerts: list[tuple[Any, ...]]) -> None:
    console.print()
    if not alerts:
        console.print("No spike was found.")
        return
    console.print("[bold]Spikes, the newest first[/]")
    for label, where, count, expected, started, last, one_in, driver, share, spread, phrases, cause in alerts:
        days = say_day(started) if started == last else f"{say_day(started)} to {say_day(last)}"
        place = f" ({where})" if where else ""
        console.print(
            f"[bold]{label}{place}[/]: {count:,} contacts on {days}, {expected:,.0f} expected.", highlight=False
        )
        console.print(
            Padding(f"{say_why(where, driver, share, spread)}; {say_certainty(one_in)}.", (0, 0, 0, 4)), highlight=False
        )
        if phrases:
            console.print(Padding(f"Words that set these contacts apart: {phrases}.", (0, 0, 0, 4)), highlight=False)
        if cause:
            console.print(Padding(f"Explained: {cause}.", (0, 0, 0, 4)), highlight=False, markup=False)


def _print_actions(console: Console, count: int, since: Any) -> None:
    if count:
        waits = f"{count} action{' waits' if count == 1 else 's wait'} for somebody"
        console.print(
            f"[yellow]{waits}[/], the longest since {say_day(since)}; the Actions page says for what.", highlight=False
        )


def say_why(where: str, driver: str | None, share: float, spread: str | None) -> str:
    if where and driver in (where, None):
        return "Nothing narrower explains it"
    if driver:
        return f"{share * 100:.0f} % of the excess is {driver}"
    return f"No single slice explains it; the largest parts are {spread}" if spread else "No single slice explains it"


def say_certainty(one_in: int) -> str:
    return (
        f"about one in {one_in:,} such alerts is chance"
        if one_in < SURE_ONE_IN
        else f"fewer than one in {SURE_ONE_IN:,} is chance"
    )


def _print_places(console: Console, settings: Settings, as_of: str) -> None:
    reports = settings.paths.reports / as_of
    console.print()
    if reports.exists():
        console.print(f"Reports:   {_short(reports)}", highlight=False, soft_wrap=True)
    console.print("Dashboard: [bold]make dashboard[/]  (or: voc dashboard)", highlight=False)


def _short(path: Path) -> str:
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


def say_day(moment: Any) -> str:
    return f"{moment:%a} {moment.day} {moment:%b %Y}"
