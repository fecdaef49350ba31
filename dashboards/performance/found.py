"""Found: what did the last run publish of how contacts were handled?"""

from __future__ import annotations

import pandas as pd

from dashboards import access
from dashboards.marts import ask
from dashboards.view import INSIDE, View, inside

BY_DAY = ("channels", "sites", "languages", "teams")  # what quality_daily is kept by
OF_CONTACTS = f"""(
    select contact_date, criterion_code, count(*) filter (verdict = 'met') as met_count,
        count(*) filter (verdict = 'not_met') as not_met_count
    from marts.contact_criterion join marts.contact_kpi using (contact_id) join marts.reason using (reason_code)
    where contact_date between $first and $last and {INSIDE}
    group by all
) as quality"""
EXAMPLES = """
    from marts.coaching_example where agent_id = $agent
    order by criterion_code, list_position(['missed', 'done', 'colleague'], kind_code), example_rank
"""
SESSIONS = """
    select coaching_session.*, criterion_label from marts.coaching_session
    left join marts.criterion using (criterion_code)
    where agent_id = $agent order by held_on desc, session_id desc, criterion_code
"""
MEASURES = """
    select unit_measure.*, unit_label, unit.team_label, imbalance_code, imbalance_measure_code
    from marts.unit_measure join marts.unit using (unit_kind, unit_code)
    where unit_kind = $kind order by measure_code, unit_label, unit_code
"""
COUNTS = "sum(met_count)::bigint as met_count, sum(met_count + not_met_count)::bigint as n"


def _quality(view: View) -> tuple[str, str]:
    """Where verdicts are summed for a view, and the conditions that are left: by day as far as its filters allow."""
    is_by_day = all(not codes for field, codes in view.wanted.items() if field not in BY_DAY)
    is_by_day = is_by_day and not access.sees_some_reasons_alone()
    return ("marts.quality_daily", inside(*BY_DAY)) if is_by_day else (OF_CONTACTS, "true")


# ------------------------------------------------------------------------------------------------------------- quality


def criteria() -> pd.DataFrame:
    """One row a criterion in the order of a contact: its words, its weight, and how well people agree with the machine."""
    return ask("from marts.criterion order by place")


def criterion_shares(view: View) -> pd.DataFrame:
    """One row a criterion: met_count of n in the period, met_count_before of n_before in the comparison period."""
    source, conditions = _quality(view)
    sql = f"""
        select criterion_code,
            sum(met_count) filter (contact_date between $start and $end)::bigint as met_count,
            sum(met_count + not_met_count) filter (contact_date between $start and $end)::bigint as n,
            sum(met_count) filter (contact_date between $compare_start and $compare_end)::bigint as met_count_before,
            sum(met_count + not_met_count) filter (contact_date between $compare_start and $compare_end)::bigint
                as n_before
        from {source} where contact_date between $first and $last and {conditions} group by all order by all"""
    return ask(
        sql,
        first=view.first,
        last=view.last,
        start=view.start,
        end=view.end,
        compare_start=view.compare_start,
        compare_end=view.compare_end,
        **view.wanted,
    )


def criterion_weeks(view: View, criterion_code: str) -> pd.DataFrame:
    """One row a week (of seven days up to the period's end) of one criterion: contact_date (its last day), met_count, n."""
    source, conditions = _quality(view)
    sql = f"""
        select $end::date - 7 * (($end::date - contact_date) // 7)::integer as contact_date, {COUNTS}
        from {source}
        where criterion_code = $code and contact_date between $start and $end and {conditions}
        group by all order by all"""
    bounds = {"start": view.start, "end": view.end, "first": view.start, "last": view.end}
    return ask(sql, code=criterion_code, **bounds, **view.wanted)


def scorecard(contact_id: str) -> pd.DataFrame:
    """One row a criterion of one contact, in their order: the verdict, whose it is, how sure, and the turns that prove it."""
    sql = """
        select criterion_code, criterion_label, stage_label, definition, is_auto_fail, is_trusted, verdict,
            machine_verdict, confidence, evidence_turn_indexes, reviewed_by
        from marts.contact_criterion join marts.criterion using (criterion_code)
        where contact_id = $id order by place"""
    return ask(sql, id=contact_id)


def to_review() -> pd.DataFrame:
    """What people are asked to judge, in order: a contact and a criterion, why, and what the machine says of it."""
    sql = """
        select quality_to_review.*, criterion_label, stage_label, definition, evidence_turn_indexes
        from marts.quality_to_review
        join marts.criterion using (criterion_code)
        left join marts.contact_criterion using (contact_id, criterion_code)
        order by quality_to_review.place"""
    return ask(sql)


# ---------------------------------------------------------------------------------------------------- agents and teams


def units(unit_kind: str) -> pd.DataFrame:
    """One row an agent or team, by name: its contacts, its load, and the imbalance that was found, if any."""
    return ask("from marts.unit where unit_kind = $kind order by unit_label, unit_code", kind=unit_kind)


def measures(unit_kind: str) -> pd.DataFrame:
    """One row per agent or team and measure, with the unit's name: raw values, and those adjusted for the mix of contacts."""
    return ask(MEASURES, kind=unit_kind)


def load_associations() -> pd.DataFrame:
    """One row per load (occupancy, hard_share) and measure: what agents' days with ten points more of it go with."""
    return ask("from marts.load_association order by load_code desc, outcome_code")


def window() -> pd.Series | None:
    """The days that agents, teams, drivers and coaching are compared over: window_start, window_end."""
    found = ask("select window_start, window_end from marts.unit where window_end is not null limit 1")
    return found.iloc[0] if len(found) else None


# ------------------------------------------------------------------------------------------------------------ coaching


def focus() -> pd.DataFrame:
    """One row per agent and behaviour worth working on, agents by name, the first behaviour first."""
    return ask("from marts.coaching_focus order by agent_label, agent_id, focus_rank")


def examples(agent_id: str) -> pd.DataFrame:
    """The turns that show an agent's behaviours: missed, done well, and done well by a colleague."""
    return ask(EXAMPLES, agent=agent_id)


def sessions(agent_id: str) -> pd.DataFrame:
    """What was worked on with an agent and what came of it, the newest session first."""
    return ask(SESSIONS, agent=agent_id)


# -------------------------------------------------------------------------------------------------------- satisfaction


def outcomes() -> list[str]:
    """What can be asked what goes with it: csat, nps, repeat, as far as there are answers."""
    sql = """
        select outcome_code from marts.satisfaction_driver union select outcome_code from marts.reason_impact
        order by list_position(['csat', 'nps', 'repeat'], outcome_code)"""
    return list(ask(sql)["outcome_code"])


def drivers(outcome_code: str) -> pd.DataFrame:
    """One row a behaviour, wait or reason: what it goes with, the rest being equal, the surest and largest first."""
    sql = """
        from marts.satisfaction_driver where outcome_code = $outcome and factor_code <> 'unsure'
        order by (low > 0 or high < 0) desc, abs(effect) desc, factor_code"""
    return ask(sql, outcome=outcome_code)


def impacts(outcome_code: str) -> pd.DataFrame:
    """One row a reason: its gap from all others times its contacts, what costs most first."""
    sql = """
        from marts.reason_impact where outcome_code = $outcome and reason_code <> 'unsure'
        order by if($outcome = 'repeat', -impact, impact), reason_label"""
    return ask(sql, outcome=outcome_code)
