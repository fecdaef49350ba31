"""Monthly sections: how are a month's contacts, its reasons and its numbers told below the first page?"""

from typing import Any

import pandas as pd

from dashboards import charts, sentences
from dashboards.languages import numeral, say
from dashboards.performance.said import between
from dashboards.reports import behind
from dashboards.reports.drawings import draw
from dashboards.reports.handling_section import signed
from dashboards.reports.monthly_facts import MonthFacts
from dashboards.reports.sections import section, table
from dashboards.sentences import MINUS, NOT_KNOWN, format_count, format_share, format_value, is_missing

TARGETS = {"reached": "yes", "missed": "no", "near": "may be either"}
GROUP, CONTACTS, HOURS = "Group of reasons", "Contacts", "Agent hours"


def sections(facts: MonthFacts) -> list[dict[str, Any]]:
    """What follows the first page: what came, what moved, how well."""
    return [_groups(facts), _moved(facts), _quality(facts)]


def at_pace(row: pd.Series, facts: MonthFacts) -> str:
    """+7.7 (−7.2 to +22.7): agent hours more or less than the days of the month would have had at the pace of the one before."""
    change, low, high = (signed_hours(row[f"hours_{end}"] * facts.month.day_count) for end in ("change", "low", "high"))
    return f"{change} ({sentences.format_range(low, high)})"


def signed_hours(hours: float) -> str:
    if is_missing(hours):
        return NOT_KNOWN
    return numeral(f"{hours:+,.1f}").replace("-", MINUS) if abs(hours) >= 0.05 else numeral("0.0")


def kpi_value(row: dict[str, Any], with_range: bool = True) -> str:
    """52 % (51 to 54 %); too few."""
    if row["n"] < row["minimum_count"]:
        return say(sentences.TOO_FEW)
    value = format_value(row["value"], row["unit"], 0)
    sure = between(row["low"], row["high"], row["unit"])
    return f"{value} ({sure})" if with_range and sure != NOT_KNOWN else value


def kpi_points(row: dict[str, Any]) -> str:
    """+1 points; −0.9; +4 s."""
    if is_missing(row["change"]):
        return NOT_KNOWN
    text = signed(row["change"], row["unit"])
    if text.strip(f"+{MINUS}0., s") == "":
        return say("no change")
    return say("{change} points", change=text) if row["unit"] == "share" else text


def kpi_change(row: dict[str, Any]) -> str:
    """+1 points (−3 to +6)."""
    if is_missing(row["change_low"]):
        return NOT_KNOWN
    inside = sentences.format_range(signed(row["change_low"], row["unit"]), signed(row["change_high"], row["unit"]))
    return f"{kpi_points(row)} ({inside})"


def is_other(row: dict[str, Any]) -> bool:
    """Whether a number has surely changed."""
    known = not is_missing(row["change_low"]) and row["n"] >= row["minimum_count"]
    return known and bool(row["change_low"] > 0 or row["change_high"] < 0)


def _groups(facts: MonthFacts) -> dict[str, Any]:
    if facts.before is None:
        rows = [
            [row.group_label, format_count(row.contacts_total), numeral(f"{row.hours_total:,.1f}")]
            for row in facts.groups.itertuples()
        ]
        return section(
            say("What customers contacted us about"),
            [_costliest(facts)],
            [table([say(name) for name in (GROUP, CONTACTS, HOURS)], rows)],
        )
    name = facts.before.name
    pace = say("on {month}'s pace", month=name)
    columns = [say(GROUP), say(CONTACTS), pace, say(HOURS), say("on {month}'s pace (95 % interval)", month=name)]
    rows = [_group(row, facts) for _, row in facts.groups.iterrows()]
    note = say(
        "“On {month}'s pace”: more or fewer than {days} days would have had at the mean day of {month}, so that the length of"
        " months does not decide. Intervals by how much days of one weekday differ.",
        month=name,
        days=facts.month.day_count,
    )
    return section(say("What customers contacted us about"), [_costliest(facts)], [table(columns, rows, note)])


def _group(row: pd.Series, facts: MonthFacts) -> list[str]:
    days = facts.month.day_count
    return [
        row["group_label"],
        format_count(row["contacts_total"]),
        sentences.format_change(row["contacts_total"], row["contacts_before"] * days),
        numeral(f"{row['hours_total']:,.1f}"),
        at_pace(row, facts),
    ]


def _costliest(facts: MonthFacts) -> str:
    """Delivery takes 31 % of the agents' hours."""
    if facts.groups.empty or not facts.whole["hours_total"]:
        return say("No handled contact lies in the month.")
    top = facts.groups.iloc[0]
    share = format_share(top["hours_total"] / facts.whole["hours_total"], 0)
    contacts = format_share(top["contacts_total"] / facts.whole["contacts_total"], 0)
    return say(
        "{group} takes {share} of the agents' hours and {contacts} of the contacts.",
        group=top["group_label"],
        share=share,
        contacts=contacts,
    )


def _moved(facts: MonthFacts) -> dict[str, Any]:
    title = say("Which reasons moved most, in agent hours")
    if facts.before is None:
        return section(title, [say("No whole month lies before this one, so nothing can be said of what moved.")])
    shown = pd.concat([facts.grew, facts.fell.iloc[::-1]])
    sure = shown[(shown["hours_low"] > 0) | (shown["hours_high"] < 0)]
    names = ", ".join(sure["reason_label"]) or say("none")
    by_chance = max(1, round(len(facts.reasons) / 20))
    said_of = say(
        "Surely moved, each taken alone: {names}. Of {count} reasons, {by_chance} would seem so by chance.",
        names=names,
        count=len(facts.reasons),
        by_chance=by_chance,
    )
    rows = [_reason(row, facts) for _, row in shown.iterrows()]
    pace = say("on {month}'s pace (95 % interval)", month=facts.before.name)
    columns = [say("Reason"), say("Owner"), say(CONTACTS), say(HOURS), pace]
    return section(title, [said_of], [table(columns, rows, texts=(0, 1))], _movement(shown, facts))


def _reason(row: pd.Series, facts: MonthFacts) -> list[str]:
    owner = row["department_label"]
    return [
        row["reason_label"],
        NOT_KNOWN if is_missing(owner) else owner,
        sentences.format_change(row["contacts_total"], row["contacts_before"] * facts.month.day_count),
        numeral(f"{row['hours_total']:,.1f}"),
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
    title = say(
        "{reason} moved most: {hours} more of agents' work than at {month}'s pace"
        if top["now"] > top["before"]
        else "{reason} moved most: {hours} less of agents' work than at {month}'s pace",
        reason=top["label"],
        hours=sentences.format_hours(abs(top["now"] - top["before"])),
        month=facts.before.name if facts.before else "",
    )
    told = "; ".join(f"{row.label} {row.words}" for row in changes.itertuples())
    return draw(
        charts.change_dots(changes, width=330),
        title,
        say("Agent hours of the month against the pace before. {told}.", told=told),
        behind.bars(changes, say("Reason"), "label", behind.OF_A_MONTH),
    )


def _quality(facts: MonthFacts) -> dict[str, Any]:
    rows = facts.kpis.to_dict("records")
    if not rows:
        return section(say("How well customers were served"), [say("Nothing of it was measured in the month.")])
    name = facts.before.name if facts.before else say("the month before")
    fixed = [say(title) for title in ("95 % interval", "n", "Target", "Reached")]
    columns = [say("Number"), facts.month.name, *fixed, say("on {month} (95 % interval)", month=name)]
    note = say(
        "“May be either”: the target lies within the interval. A change is sure where its interval holds no zero."
    )
    return section(
        say("How well customers were served"), [_targets(rows)], [table(columns, [_kpi(row) for row in rows], note)]
    )


def _targets(rows: list[dict[str, Any]]) -> str:
    aimed = [row for row in rows if row["target_code"]]
    if not aimed:
        return say("No target is set for these numbers: kpis.toml takes them.")
    told = [say(_TARGET_WORDS[row["target_code"]], kpi=row["kpi_label"]) for row in aimed]
    return say("{told}. The other numbers have no target.", told="; ".join(told))


_TARGET_WORDS = {
    "reached": "{kpi} surely reached its target",
    "missed": "{kpi} surely missed its target",
    "near": "{kpi} is too near its target to say",
}


def _kpi(row: dict[str, Any]) -> list[str]:
    target = NOT_KNOWN if is_missing(row["target"]) else format_value(row["target"], row["unit"], 0)
    return [
        row["kpi_label"],
        kpi_value(row, False),
        between(row["low"], row["high"], row["unit"]),
        format_count(row["n"]),
        target,
        say(TARGETS[row["target_code"]]) if row["target_code"] in TARGETS else "",
        kpi_change(row),
    ]
