"""Reason section: how is it told in a weekly report which reasons moved, ranked by agent hours that chance does not explain?"""

from typing import Any

import pandas as pd

from dashboards import charts, sentences
from dashboards.reports import behind
from dashboards.reports.drawings import draw
from dashboards.reports.facts import TrendFacts
from dashboards.reports.moves import MoveSettings
from dashboards.sentences import MINUS, NOT_KNOWN, contacts_of, format_count, format_hours

SHOWN = 12
DRAWN = 8
COLUMNS = ["Reason", "Contacts", "Expected", "Difference", "in agent hours", "By chance", "Hours in all"]
MAY_BE_CHANCE = "may be"


def section(facts: TrendFacts) -> dict[str, Any]:
    """The section as words and pictures: a row a reason, what matters most first."""
    told = facts.moves[~facts.moves["is_small"].astype(bool)].head(SHOWN)
    hours_of = facts.reasons.set_index("reason_code")["hours"].to_dict()
    known = told["q_value"].notna().any()
    return {
        "columns": COLUMNS,
        "rows": [_row(row, hours_of) for row in told.to_dict("records")],
        "note": _note(facts, told),
        "chart": _movement(told) if known else None,
    }


def lead(facts: TrendFacts) -> str:
    """What surely moved most in agent hours, of what no alert has told of; that nothing did, where that is known."""
    told = {code for spike in facts.spikes for code in spike.reason_codes}
    others = facts.moves[~facts.moves["reason_code"].isin(told) & facts.moves["q_value"].notna()]
    if others.empty:
        return ""
    top = others.iloc[0].to_dict()
    if not top["is_sure"]:
        return f"{'Apart from that, no' if told else 'No'} reason moved by more than chance makes."
    way = "more" if top["excess"] > 0 else "less"
    still = "Still: " if top["is_still"] else ""
    return (
        f"{still}{top['reason_label']}: {contacts_of(top['contacts'])} where {_expected(top)} were expected,"
        f" {format_hours(abs(top['excess_hours']))} {way} of agents' work. {chance_of(top['q_value'])}"
    )


def chance_of(q_value: float) -> str:
    """About one in 30 such changes is chance."""
    return sentences.chance(one_in(q_value), "changes")


def one_in(q_value: float) -> int:
    return round(1 / max(q_value, 1e-9))


def format_hours_change(now: float, before: float) -> str:
    """+8.4; the change of agent hours."""
    if pd.isna(now) or pd.isna(before):
        return NOT_KNOWN
    difference = round(now - before, 1)
    return f"{difference:+.1f}".replace("-", MINUS) if difference else "0.0"


def _row(row: dict[str, Any], hours_of: dict[str, float]) -> list[str]:
    is_known = not pd.isna(row["q_value"])
    return [
        f"Still: {row['reason_label']}" if row["is_still"] else row["reason_label"],
        format_count(row["contacts"]),
        _expected(row) if is_known else NOT_KNOWN,
        sentences.format_change(row["contacts"], row["expected"]) if is_known else NOT_KNOWN,
        format_hours_change(row["excess_hours"], 0.0) if is_known else NOT_KNOWN,
        _chance(row) if is_known else NOT_KNOWN,
        f"{hours_of.get(row['reason_code'], 0.0):.1f}",
    ]


def _expected(row: dict[str, Any]) -> str:
    """56 (40 to 78)."""
    return f"{format_count(row['expected'])} ({format_count(row['low'])} to {format_count(row['high'])})"


def _chance(row: dict[str, Any]) -> str:
    """1 in 30; where it is not sure, no more is said of it."""
    if not row["is_sure"]:
        return MAY_BE_CHANCE
    chance = one_in(row["q_value"])
    most = sentences.MOST_SURE_ONE_IN
    return f"1 in {most:,} or less" if chance > most else f"1 in {sentences.two_digits(chance):,}"


def _note(facts: TrendFacts, told: pd.DataFrame) -> str:
    if told["q_value"].isna().all():
        return "There is too little history yet to say what to expect, so the reasons stand by their contacts."
    said = (
        "Ordered by what surely moved, then by the agent hours of its difference, not by size. “1 in 30”: of as many such"
        " changes about one is chance. “Still”: it moved so in the week before, too."
    )
    return said + _rest(facts, told)


def _rest(facts: TrendFacts, told: pd.DataFrame) -> str:
    """Reasons that are not shown, in one sum: of a few contacts alone nothing is said."""
    rest = facts.moves[~facts.moves["reason_code"].isin(told["reason_code"])]
    if rest.empty:
        return ""
    few = int(rest["is_small"].sum())
    why = f", {few} of them of fewer than {MoveSettings().fewest}" if few else ""
    return f" {sentences.count_of(len(rest), 'more reason')} had {contacts_of(rest['contacts'].sum())} together{why}."


def _movement(told: pd.DataFrame) -> dict[str, Any]:
    """Agent hours of the week beside those of the contacts that were expected, at one handle time."""
    known = told[told["q_value"].notna()].head(DRAWN)
    a_contact = (known["excess_hours"] / known["excess"].where(known["excess"] != 0)).fillna(0.0)
    changes = pd.DataFrame(
        {
            "label": known["reason_label"],
            "before": known["expected"] * a_contact,
            "now": known["contacts"] * a_contact,
            "words": [f"{format_hours_change(hours, 0.0)} h" for hours in known["excess_hours"]],
        }
    )
    top = known.iloc[0]
    told_of = "; ".join(f"{row.label} {row.words}" for row in changes.itertuples())
    return draw(
        charts.change_dots(changes, width=330),
        _title(top),
        f"Agent hours this week against those expected. {told_of}.",
        behind.bars(changes, "Reason", "label", behind.OF_A_WEEK),
    )


def _title(top: pd.Series) -> str:
    way = "more" if top["excess"] > 0 else "less"
    if not top["is_sure"]:
        return "No reason moved by more than chance makes: agent hours expected (hollow) and of the week"
    moved = format_hours(abs(top["excess_hours"]))
    return f"{top['reason_label']} moved most: {moved} {way} of agents' work than expected"
