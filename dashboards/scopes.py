"""Scopes: what may a reader see of each mart?

One table, MARTS, decides it: a mart that it does not name cannot be read at all. The views of `publication.py` are made
by it, so that every query, page, export and report made on the dashboard sees the same part.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Scope:
    """What a reader may see. None: not narrowed.

    Of those who are narrowed by departments, teams or an agent, all rules that concern them hold at once.
    """

    departments: tuple[str, ...] | None = None
    teams: tuple[str, ...] | None = None
    agent_id: str | None = None
    has_contacts: bool = True  # single contacts
    has_words: bool = True  # what customers and agents said
    has_agents: bool = True  # numbers and names of agents
    has_operations: bool = True  # runs, files and rejected rows
    smallest: int = 0  # a cell of fewer contacts is not shown


EVERYTHING = Scope()


@dataclass(frozen=True)
class Rule:
    """Which rows of a mart a narrowed reader sees: conditions on its own columns.

    Attributes:
        department, team, agent: what must hold for who is narrowed so; null: it concerns the house, and all may see it.
        needs: what a reader must have to see any row: contacts, words, agents, operations.
        hides: columns that are null for who lacks it: by need.
        blurs: columns that are null in the rows of others' teams and agents, whose sums stay.
    """

    department: str | None = None
    team: str | None = None
    agent: str | None = None
    needs: tuple[str, ...] = ()
    hides: tuple[tuple[str, tuple[str, ...]], ...] = ()
    blurs: tuple[str, ...] = ()


NOTHING = "false"
HOUSE = Rule()
OPERATIONS = Rule(needs=("operations",))
OWN_CODE = "list_contains($departments, department_code)"
OWN_REASON = f"reason_code in (select reason_code from published.marts.reason where {OWN_CODE})"
OWN_TEAM, OWN_AGENT = "list_contains($teams, team_label)", "agent_id = $agent"
TEAM_AGENT = f"agent_id in (select agent_id from published.marts.agent where {OWN_TEAM})"
OWN_SUBJECT = f"""(subject_kind = 'reason' and subject_code in
        (select reason_code from published.marts.reason where {OWN_CODE})
    or subject_kind = 'topic' and subject_code in (select topic_code from published.marts.topic where {OWN_CODE}))"""
OWN_TOPIC = f"topic_code in (select topic_code from published.marts.topic where {OWN_CODE})"


def _of_contact(needs: tuple[str, ...] = ("contacts",), hides: tuple[tuple[str, tuple[str, ...]], ...] = ()) -> Rule:
    """Rows that name a contact go with it."""

    def own(condition: str) -> str:
        return f"contact_id in (select contact_id from published.marts.contact where {condition})"

    return Rule(own(OWN_REASON), own(OWN_TEAM), own(OWN_AGENT), needs, hides)


def _of_alert() -> Rule:
    return Rule(f"alert_id in (select alert_id from published.marts.alert where {OWN_CODE})")


def _of_action() -> Rule:
    return Rule(f"action_id in (select action_id from published.marts.action where {OWN_CODE})")


WORDS = ("contacts", "words")
LINKS = ("contact_id", "repeated_by_contact_id", "repeats_contact_id", "chain_id")
AGENTS_HIDDEN = (("agents", ("agent_id", "agent_label")),)
BY_REASON = Rule(OWN_REASON)
BY_DEPARTMENT = Rule(OWN_CODE)
BY_AGENT = Rule(NOTHING, TEAM_AGENT, OWN_AGENT, needs=("agents",))
BY_UNIT = Rule(
    NOTHING,
    "(unit_kind = 'team' and list_contains($teams, unit_code) or unit_kind = 'agent' and unit_code in"
    f" (select agent_id from published.marts.agent where {OWN_TEAM}))",
    "unit_kind = 'agent' and unit_code = $agent",
)
BY_AGENTS_DAY = Rule(NOTHING, hides=AGENTS_HIDDEN, blurs=("agent_id",))  # no reason stands in it

# Of each mart: for a department head, for a coach, for an agent, what is needed at all, what is hidden without it.
MARTS: dict[str, Rule] = {
    # Words of the house: codes, labels and definitions.
    **dict.fromkeys(("run", "department", "dimension", "kpi", "kpi_variant", "criterion", "reason_rule"), HOUSE),
    **dict.fromkeys(("agent_state", "slice", "subject", "topic_fit", "volume_daily", "dimension_value"), HOUSE),
    "reason": BY_DEPARTMENT,
    "reason_change": BY_DEPARTMENT,
    # Whether the numbers can be trusted: how much of the house was read, and how well.
    **dict.fromkeys(("coverage_daily", "model_version", "model_card", "model_daily", "model_drift"), HOUSE),
    **dict.fromkeys(("silent_source", "run_step"), HOUSE),
    "run_history": Rule(hides=(("operations", ("error",)),)),  # it may name files
    **dict.fromkeys(("source_file", "rejected_row", "file_note", "erasure"), OPERATIONS),
    **dict.fromkeys(("source_freshness", "source_volume_daily", "null_rate"), OPERATIONS),
    # Sums by reason: a department's own.
    **dict.fromkeys(("contact_daily", "reason_slice_daily", "code_cost_daily", "reason_impact"), BY_REASON),
    "confused_pair": Rule(OWN_REASON.replace("reason_code in", "right_code in")),
    "satisfaction_driver": HOUSE,
    "load_association": HOUSE,
    # Series and what became of them.
    "series": Rule(OWN_SUBJECT),
    "series_daily": Rule(OWN_SUBJECT),
    "series_change": BY_DEPARTMENT,
    "early_warning": BY_DEPARTMENT,
    "alert": BY_DEPARTMENT,
    **dict.fromkeys(("alert_day", "alert_phrase", "alert_mark", "alert_driver"), _of_alert()),
    "alert_contact": _of_contact(),
    "action": BY_DEPARTMENT,
    **dict.fromkeys(("action_effect", "action_effect_daily", "action_shift"), _of_action()),
    "alert_quote": _of_contact(needs=WORDS),
    "reason_quote": _of_contact(needs=WORDS),
    # Topics.
    "topic": BY_DEPARTMENT,
    **dict.fromkeys(("topic_reason", "topic_event", "topic_slice"), Rule(OWN_TOPIC)),
    "topic_quote": _of_contact(needs=WORDS),
    # Single contacts.
    "contact": Rule(
        OWN_REASON, OWN_TEAM, OWN_AGENT, ("contacts",), (*AGENTS_HIDDEN, ("words", ("first_words", "attributes")))
    ),
    "contact_kpi": Rule(OWN_REASON, hides=(*AGENTS_HIDDEN, ("contacts", LINKS)), blurs=("agent_id", *LINKS)),
    "turn": _of_contact(needs=WORDS),
    "repeat_chain": Rule(OWN_REASON, NOTHING, NOTHING, ("contacts",), (("agents", ("first_agent_id",)),)),
    "contact_criterion": _of_contact(),
    "quality_to_review": _of_contact(),
    "label_candidate": _of_contact(),
    "miscoded_contact": _of_contact(hides=AGENTS_HIDDEN),
    # Agents and teams.
    "agent": BY_AGENT,
    "performance_daily": BY_AGENTS_DAY,
    "quality_daily": BY_AGENTS_DAY,
    "agent_time_daily": BY_AGENTS_DAY,
    "unit": BY_UNIT,
    "unit_measure": BY_UNIT,
    "code_noise": Rule(
        f"kind_code not in ('agent', 'team') and (reason_code is null or {OWN_REASON})",
        "kind_code <> 'agent'",
        "kind_code = 'all'",
    ),
    **dict.fromkeys(("coaching_focus", "coaching_session"), BY_AGENT),
    "coaching_example": Rule(NOTHING, TEAM_AGENT, OWN_AGENT, ("agents", *WORDS)),
}


def select(mart: str, columns: set[str], scope: Scope) -> str | None:
    """The SELECT that shows a mart of the attached file `published` within a scope; None where no rule names the mart.

    Args:
        columns: those that the mart has: a condition on one that it lacks shows nothing.
    """
    rule = MARTS.get(mart)
    if rule is None:
        return None
    replaced = {name: f"null::{_TYPES.get(name, 'varchar')}" for name in _hidden(rule, scope)}
    if own := _own(scope):
        replaced = {name: f"case when {own} then {name} end" for name in rule.blurs} | replaced
    shown = ", ".join(f'{value} as "{name}"' for name, value in replaced.items() if name in columns)
    conditions = _conditions(rule, columns, scope)
    where = f" where {' and '.join(f'({each})' for each in conditions)}" if conditions else ""
    sql = f'select *{f" replace ({shown})" if shown else ""} from published.marts."{mart}"{where}'
    return _with_values(sql, scope)


_TYPES = {"attributes": "map(varchar, varchar)"}
KINDS = (("unit_kind", "unit_code"), ("kind_code", "item_code"))


def _has(scope: Scope, need: str) -> bool:
    return bool(getattr(scope, f"has_{need}"))


def _hidden(rule: Rule, scope: Scope) -> list[str]:
    return [name for need, names in rule.hides if not _has(scope, need) for name in names]


def _own(scope: Scope) -> str | None:
    """What holds in the rows of a coach's teams, or of an agent."""
    if scope.agent_id is not None:
        return OWN_AGENT
    return OWN_TEAM if scope.teams is not None else None


def _conditions(rule: Rule, columns: set[str], scope: Scope) -> list[str]:
    of_departments = rule.department if scope.departments is not None else None
    of_teams = rule.team if scope.teams is not None else None
    of_agent = rule.agent if scope.agent_id is not None else None
    found = [each for each in (of_departments, of_teams, of_agent) if each]
    found += [NOTHING for need in rule.needs if not _has(scope, need)]
    if not scope.has_agents:  # marts of agents and of others
        found += [f"{kind} <> 'agent'" for kind, code in KINDS if {kind, code} <= columns]
    return found


def _with_values(sql: str, scope: Scope) -> str:
    """A view cannot be given parameters: they are written into its text, quoted."""
    values = {"departments": _list(scope.departments or ()), "teams": _list(scope.teams or ())}
    values["agent"] = _text(scope.agent_id or "")
    return re.sub(r"\$(departments|teams|agent)\b", lambda found: values[found[1]], sql)


def _text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def _list(values: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, values))}]::varchar[]"
