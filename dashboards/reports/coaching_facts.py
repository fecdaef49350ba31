"""Coaching facts: what does the last run know of one agent that a session needs?"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from dashboards.performance import said
from dashboards.performance.found import EXAMPLES, MEASURES, SESSIONS
from dashboards.performance.measures import MINIMUM, known
from dashboards.reports.source import Run, UnknownSubjectError, frame, read_run, rows

DAYS = 56  # where marts.unit names no window


@dataclass(frozen=True)
class CoachingFacts:
    """One agent's weeks.

    focus: the rows of marts.coaching_focus; examples: those of marts.coaching_example with language_code; sessions: those of
    marts.coaching_session, the newest first; criteria: the shares that the agent meets (criterion_code, criterion_label,
    share, n), the largest first; definitions by criterion_code; imbalance: a sentence, or nothing.
    """

    run: Run
    agent_id: str
    agent_label: str
    team_label: str | None
    first: date
    last: date
    contact_count: int
    focus: list[dict[str, Any]]
    examples: list[dict[str, Any]]
    sessions: list[dict[str, Any]]
    criteria: list[dict[str, Any]]
    definitions: dict[str, str]
    imbalance: str


def coaching_facts(con: duckdb.DuckDBPyConnection, agent_id: str) -> CoachingFacts:
    """What a session with an agent needs.

    Raises:
        NothingPublishedError: no dated contact was published.
        UnknownSubjectError: the published file knows no such agent.
    """
    run = read_run(con)
    unit = _unit(con, agent_id)
    first, last = unit["window_start"] or run.as_of - timedelta(days=DAYS - 1), unit["window_end"] or run.as_of
    return CoachingFacts(
        run=run,
        agent_id=agent_id,
        agent_label=unit["unit_label"],
        team_label=unit["team_label"],
        first=first,
        last=last,
        contact_count=unit["contact_count"],
        focus=rows(con, "from marts.coaching_focus where agent_id = $agent order by focus_rank", agent=agent_id),
        examples=_examples(con, agent_id),
        sessions=rows(con, SESSIONS, agent=agent_id),
        criteria=_criteria(con, agent_id, first, last),
        definitions={
            row["criterion_code"]: row["definition"]
            for row in rows(con, "select criterion_code, definition from marts.criterion")
        },
        imbalance=_imbalance(con, unit),
    )


def _unit(con: duckdb.DuckDBPyConnection, agent_id: str) -> dict[str, Any]:
    found = rows(con, "from marts.unit where unit_kind = 'agent' and unit_code = $agent", agent=agent_id)
    if not found:
        raise UnknownSubjectError(
            f"No agent is called {agent_id!r}. The Performance page names those who can be compared."
        )
    return found[0]


def _examples(con: duckdb.DuckDBPyConnection, agent_id: str) -> list[dict[str, Any]]:
    sql = f"""
        select example.*, turn.language_code from ({EXAMPLES}) as example
        left join marts.turn using (contact_id, turn_index) order by example_rank"""
    return rows(con, sql, agent=agent_id)


def _criteria(con: duckdb.DuckDBPyConnection, agent_id: str, first: date, last: date) -> list[dict[str, Any]]:
    """What the agent meets most often, of what applies often enough and may be used for decisions."""
    sql = """
        select criterion_code, criterion_label, sum(met_count + not_met_count)::bigint as n, sum(met_count) / n as share
        from marts.quality_daily join marts.criterion using (criterion_code)
        where agent_id = $agent and contact_date between $first and $last and is_trusted is distinct from false
            and not is_auto_fail
        group by all having n >= $minimum order by share desc, criterion_code"""
    return rows(con, sql, agent=agent_id, first=first, last=last, minimum=MINIMUM)


def _imbalance(con: duckdb.DuckDBPyConnection, unit: dict[str, Any]) -> str:
    if not unit["imbalance_code"]:
        return ""
    measured = frame(con, MEASURES, kind="agent")
    measured = measured[measured["unit_code"] == unit["unit_code"]]
    kpis = frame(con, "from marts.kpi").set_index("kpi_code", drop=False)
    return said.imbalance(unit, measured, known(measured["measure_code"], kpis))
