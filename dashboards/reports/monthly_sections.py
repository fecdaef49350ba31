"""Monthly sections: how are a month's contacts, its reasons and its numbers told below the first page?"""

from typing import Any

import pandas as pd

from dashboards import charts, sentences
from dashboards.performance.said import between
from dashboards.reports import behind
from dashboards.reports.drawings import draw
from dashboards.reports.handling_section import signed
from dashboards.reports.monthly_facts import MonthFacts
from dashboards.reports.sections import section, table
from dashboards.sentences import MINUS, NOT_KNOWN, format_count, format_share, format_value, is_missing

TARGETS = {"reached": "yes", "missed": "no", "near": "may be either"}


def sections(facts: MonthFacts) -> list[dict[str, Any]]:
    """What follows the first page: what came, what moved, how well."""
    return [_groups(facts), _moved(facts), _quality(facts)]


def at_pace(row: pd.Series, facts: MonthFacts) -> str:
    """+7.7 (−7.2 to +22.7): agent hours more or less than the days of the month would have had at the pace of the one before."""
    change, low, high = (signed_hours(row[f"hours_{end}"] * facts.month.day_count) for end in ("change", "low", "high"))
    return f"{change} ({low} to {high})"


def signed_hours(hours: float) -> str:
    if is_missing(hours):
        return NOT_KNOWN
    return f"{hours:+,.1f}".replace("-", MINUS) if abs(hours) >= 0.05 else "0.0"


def kpi_value(row: dict[str, Any], with_range: bool = True) -> str:
    """52 % (51 to 54 %); too few."""
    if row["n"] < row["minimum_count"]:
        return sentences.TOO_FEW
    value = format_value(row["value"], row["unit"], 0)
    sure = between(row["low"], row["high"], row["unit"])
    return f"{value} ({sure})" if with_range and sure != NOT_KNOWN else value


def kpi_points(row: dict[str, Any]) -> str:
    """+1 points; −0.9; +4 s."""
    if is_missing(row["change"]):
        return NOT_KNOWN
    text = signed(row["change"], row["unit"])
    return "no change" if text.strip(f"+{MINUS}0. s") == "" else f"{text}{' points' if row['unit'] == 'share' else ''}"


def kpi_change(row: dict[str, Any]) -> str:
    """+1 points (−3 to +6)."""
    if is_missing(row["change_low"]):
        return NOT_KNOWN
    return f"{kpi_points(row)} ({signed(row['change_low'], row['unit'])} to {signed(row['change_high'], row['unit'])})"


def is_other(row: dict[str, Any]) -> bool:
    """Whether a number has surely changed."""
    known = not is_missing(row["change_low"]) and row["n"] >= row["minimum_count"]
    return known and bool(row["change_low"] > 0 or row["change_high"] < 0)


def _groups(facts: MonthFacts) -> dict[str, Any]:
    if facts.before is None:
        rows = [
            [row.group_label, format_count(row.contacts_total), f"{row.hours_total:,.1f}"]
            for row in facts.groups.itertuples()
        ]
        return section(
            "What customers contacted us about",
            [_costliest(facts)],
            [table(["Group of reasons", "Contacts", "Agent hours"], rows)],
        )
    name = facts.before.name
    columns = ["Group of reasons", "Contacts", f"on {name}'s pace", "Agent hours", f"on {name}'s pace (95 % interval)"]
    rows = [_group(row, facts) for _, row in facts.groups.iterrows()]
    note = (
        f"“On {name}'s pace”: more or fewer than {facts.month.day_count} days would have had at the mean day of {name}, so that"
        " the length of months does not decide. Intervals by how much days of one weekday differ."
    )
    return section("What customers contacted us about", [_costliest(facts)], [table(columns, rows, note)])


def _group(row: pd.Series, facts: MonthFacts) -> list[str]:
    days = facts.month.day_count
    return [
        row["group_label"],
        format_count(row["contacts_total"]),
        sentences.format_change(row["contacts_total"], row["contacts_before"] * days),
        f"{row['hours_total']:,.1f}",
        at_pace(row, facts),
    ]


def _costliest(facts: MonthFacts) -> str:
    """Delivery takes 31 % of the agents' hours."""
    if facts.groups.empty or not facts.whole["hours_total"]:
        return "No handled contact lies in the month."
    top = facts.groups.iloc[0]
    share = format_share(top["hours_total"] / facts.whole["hours_total"], 0)
    contacts = format_share(top["contacts_total"] / facts.whole["contacts_total"], 0)
    return f"{top['group_label']} takes {share} of the agents' hours and {contacts} of the contacts."


def _moved(facts: MonthFacts) -> dict[str, Any]:
    title = "Which reasons moved most, in agent hours"
    if facts.before is None:
        return section(title, ["No whole month lies before this one, so nothing can be said of what moved."])
    shown = pd.concat([facts.grew, facts.fell.iloc[::-1]])
    sure = shown[(shown["hours_low"] > 0) | (shown["hours_high"] < 0)]
    names = ", ".join(sure["reason_label"]) or "none"
    by_chance = max(1, round(len(facts.reasons) / 20))
    said_of = f"Surely moved, each taken alone: {names}. Of {len(facts.reasons)} reasons, {by_chance} would seem so by chance."
    rows = [_reason(row, facts) for _, row in shown.iterrows()]
    columns = ["Reason", "Owner", "Contacts", "Agent hours", f"on {facts.before.name}'s pace (95 % interval)"]
    return section(title, [said_of], [table(columns, rows, texts=(0, 1))], _movement(shown, facts))


def _reason(row: pd.Series, facts: MonthFacts) -> list[str]:
    owner = row["department_label"]
    return [
        row["reason_label"],
        NOT_KNOWN if is_missing(owner) else owner,
        sentences.format_change(row["contacts_total"], row["contacts_before"] * facts.month.day_count),
        f"{row['hours_total']:,.1f}",
        at_pace(row, facts),
    ]


def _movement(shown: pd.DataFrame, facts: MonthFacts) -> dict[str, Any] | None:
    if shown.empty:
        return None
    days = facts.month.day_count
    changes = pd.DataFrame(
        {
            "label": shown["reason_label"],
            "before": shown["hours_before"] * days,
            "now": shown["hours_total"],
            "words": [f"{signed_hours(change * days)} h" for change in shown["hours_change"]],
        }
    )
    top = changes.loc[(changes["now"] - changes["before"]).abs().idxmax()]
    way = "more" if top["now"] > top["before"] else "less"
    moved, pace = sentences.format_hours(abs(top["now"] - top["before"])), facts.before.name if facts.before else ""
    title = f"{top['label']} moved most: {moved} {way} of agents' work than at {pace}'s pace"
    told = "; ".join(f"{row.label} {row.words}" for row in changes.itertuples())
    return draw(
        charts.change_dots(changes, width=330),
        title,
        f"Agent hours of the month against the pace before. {told}.",
        behind.bars(changes, "Reason", "label", behind.OF_A_MONTH),
    )


def _quality(facts: MonthFacts) -> dict[str, Any]:
    rows = facts.kpis.to_dict("records")
    if not rows:
        return section("How well customers were served", ["Nothing of it was measured in the month."])
    name = facts.before.name if facts.before else "the month before"
    columns = ["Number", facts.month.name, "95 % interval", "n", "Target", "Reached", f"on {name} (95 % interval)"]
    note = "“May be either”: the target lies within the interval. A change is sure where its interval holds no zero."
    return section(
        "How well customers were served", [_targets(rows)], [table(columns, [_kpi(row) for row in rows], note)]
    )


def _targets(rows: list[dict[str, Any]]) -> str:
    aimed = [row for row in rows if row["target_code"]]
    if not aimed:
        return "No target is set for these numbers: kpis.toml takes them."
    told = [f"{row['kpi_label']} {_TARGET_WORDS[row['target_code']]}" for row in aimed]
    return f"{'; '.join(told)}. The other numbers have no target."


_TARGET_WORDS = {
    "reached": "surely reached its target",
    "missed": "surely missed its target",
    "near": "is too near its target to say",
}


def _kpi(row: dict[str, Any]) -> list[str]:
    target = NOT_KNOWN if is_missing(row["target"]) else format_value(row["target"], row["unit"], 0)
    return [
        row["kpi_label"],
        kpi_value(row, False),
        between(row["low"], row["high"], row["unit"]),
        format_count(row["n"]),
        target,
        TARGETS.get(row["target_code"], ""),
        kpi_change(row),
    ]
