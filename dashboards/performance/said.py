"""Said: how is what was found of handling said, on screens and in reports alike?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards import sentences
from dashboards.performance.measures import Measure
from dashboards.sentences import MINUS, contacts_of, count_of, format_count, format_date, format_share, is_missing

VERDICTS = {"met": "met", "not_met": "not met", "not_applicable": "does not apply"}
MARKS = {"met": "✓", "not_met": "✗", "not_applicable": "–"}
NOT_FOR_DECISIONS = "not to be used for decisions"
IMBALANCES = {
    "speed_with_repeats": "fast, but customers come back",
    "productivity_with_low_csat": "much handled, but customers are less satisfied",
    "cost_with_churn": "little cost, but more customers say that they may leave",
    "long_but_resolved": "longer, and more is resolved: balanced, not slow",
}
BALANCED = "long_but_resolved"
OUTCOMES = {"csat": "satisfaction (CSAT)", "nps": "recommendation (NPS)", "repeat": "repeat contacts"}
SCALES = {
    "csat": "points of CSAT (1 to 5)",
    "nps": "points of NPS (0 to 10)",
    "repeat": "points in the percentage that comes back",
}
SINCE_SESSION = {
    "better": "It got better.",
    "worse": "It got worse.",
    "no_detectable_change": "No change that could not be chance.",
    "too_early": "It is too early to say.",
}


def headline(agents: pd.DataFrame, focus: pd.DataFrame) -> str:
    """How many to help, and which imbalances ask for a look; nobody is named before a reader asks for agents."""
    if agents.empty:
        return "How agents handle contacts cannot be compared yet."
    coached, all_agents = focus["agent_id"].nunique(), count_of(len(agents), "agent")
    helped = (
        f"{coached} of {all_agents} would gain from coaching"
        if coached
        else f"Of {all_agents} none stands out in what to work on"
    )
    uneven = agents[agents["imbalance_code"].isin(set(IMBALANCES) - {BALANCED})]
    if uneven.empty:
        return f"{helped}; no imbalance of speed, quality and cost was found."
    counts = uneven["imbalance_code"].value_counts(sort=False)
    told = "; ".join(f"{count_of(counts[code], 'agent')} {IMBALANCES[code]}" for code in IMBALANCES if code in counts)
    return f"{helped}. Out of balance: {told}."


def coverage(agents: pd.DataFrame, criteria: pd.DataFrame, days: pd.Series | None) -> str:
    """Over which days and contacts agents are compared, and by which rubric."""
    if days is None or agents.empty:
        return "Agents are compared as soon as contacts name them."
    rubric = f", rubric {criteria['rubric_version'].iloc[0]}" if len(criteria) else ""
    period = sentences.format_period(days["window_start"].date(), days["window_end"].date(), with_year=True)
    compared = f"Agents and teams are compared over {contacts_of(agents['contact_count'].sum())} {period}"
    return f"{compared}; {criteria_of(len(criteria))}{rubric}."


def imbalance(unit: Mapping[str, Any], rows: pd.DataFrame, measures: Mapping[str, Measure]) -> str:
    """Ben Cole, fast, but customers come back: Average handle time 5 m 10 s (usually 6 m 58 s), FCR 70 % (usually 82 %).

    Args:
        unit: a row of marts.unit with an imbalance.
        rows: the unit's rows of marts.unit_measure.
    """
    by_code = rows.set_index("measure_code")
    pair = [unit["imbalance_measure_code"], unit["imbalance_against_code"]]
    told = [_against_usual(by_code.loc[code], measures[code]) for code in pair if code in by_code.index]
    return f"{unit['unit_label']}, {IMBALANCES.get(unit['imbalance_code'], 'out of balance')}: {', '.join(told)}."


def _against_usual(row: pd.Series, measure: Measure) -> str:
    usual = measure.say(row["expected_value"], row["n"])
    return f"{measure.label} {measure.say(row['value'], row['n'])} (usually {usual} with such contacts)"


def kappa(criterion: Mapping[str, Any]) -> str:
    """0.79 (0.62 to 0.93): how well people agree with the machine on a criterion."""
    if is_missing(criterion["kappa"]):
        return sentences.NOT_KNOWN
    return f"{criterion['kappa']:.2f} ({criterion['kappa_low']:.2f} to {criterion['kappa_high']:.2f})"


def use(criterion: Mapping[str, Any]) -> str:
    """Whether a criterion may decide anything, by how well people agree with the machine on it."""
    if is_missing(criterion["is_trusted"]):
        return "too few reviews to say"
    return "people agree" if criterion["is_trusted"] else NOT_FOR_DECISIONS


def is_untrusted(criteria: pd.DataFrame) -> pd.Series:
    """Whether people agree too little with the machine on a criterion; not where too few reviews were made to say."""
    return criteria["is_trusted"].map(lambda trusted: not is_missing(trusted) and not trusted).astype(bool)


def weakest(shares: pd.DataFrame) -> str:
    """The criterion that is met least often of those with enough contacts.

    Args:
        shares: criterion_label, share, low, high (0-1), n, is_few.
    """
    enough = shares[~shares["is_few"]]
    if enough.empty:
        return "Too few contacts were scored to say which criterion is met least often"
    row = enough.nsmallest(1, "share").iloc[0]
    return (
        f"“{row['criterion_label']}” is met least often: in {format_share(row['share'], row['n'])} of "
        f"{contacts_of(row['n'])} where it applies ({between(row['low'], row['high'], 'share')})"
    )


def course(values: pd.DataFrame) -> str:
    """80 % at last, 74 % at first: the ends of a course that rest on enough.

    Args:
        values: one row a period in order: words, is_few.
    """
    enough = values[~values["is_few"]]
    if len(enough) < 2:
        return "too few to show a course"
    return f"{enough['words'].iloc[-1]} at last, {enough['words'].iloc[0]} at first"


def focus(row: Mapping[str, Any]) -> str:
    """Clarifying question: met in 45 % of 560 contacts (41 to 49 %) where 79 % are usual with such contacts.

    Args:
        row: of marts.coaching_focus.
    """
    return (
        f"{row['criterion_label']}: met in {format_share(row['rate'], row['n'])} of {contacts_of(row['n'])} "
        f"({between(row['low'], row['high'], 'share')}) where {format_share(row['expected_rate'], row['n'])} "
        "are usual with such contacts."
    )


def session(row: Mapping[str, Any]) -> str:
    """Since the session of Tue 10 Feb, Clarifying question: 51 % of 250 where 38 % of 310 were before, +13 points (+5 to +21).

    Args:
        row: of marts.coaching_session, with criterion_label.
    """
    label = row["criterion_label"] if isinstance(row["criterion_label"], str) else row["criterion_code"]
    held = f"Session of {format_date(row['held_on'])}, {label}"
    verdict = SINCE_SESSION.get(str(row["verdict_code"]), SINCE_SESSION["too_early"])
    if is_missing(row["after_rate"]) or is_missing(row["before_rate"]) or is_missing(row["difference"]):
        return f"{held}: {sentences.lower_first(verdict)}"
    sure = f"{points(row['difference'])} ({points(row['low'], False)} to {points(row['high'], False)})"
    after = f"{format_share(row['after_rate'], 0)} of {format_count(row['after_n'])}"
    before = f"{format_share(row['before_rate'], 0)} of {format_count(row['before_n'])}"
    return f"{held}: {after} since, {before} before, {sure}. {verdict}"


def driver(row: Mapping[str, Any], outcome_code: str) -> str:
    """With “Clear solution” go +0.41 points of CSAT (1 to 5), all else being equal (+0.29 to +0.53, n 1,480)."""
    low, high = effect(row["low"], outcome_code), effect(row["high"], outcome_code)
    how = per(row)
    return (
        f"With “{row['factor_label']}”{f', {how},' if how else ''} go {effect(row['effect'], outcome_code)} "
        f"{SCALES.get(outcome_code, 'points')}, all else being equal ({low} to {high}, n {format_count(row['n'])}); "
        f"{effect(row['raw_effect'], outcome_code)} as it stands."
    )


def per(row: Mapping[str, Any]) -> str:
    """For how much of a wait an effect is: per minute; per transfer. Nothing for what is done or not."""
    unit = row["unit_text"]
    how = unit.partition(", ")[2] if isinstance(unit, str) else ""
    return how if how.startswith("per ") else ""


def effect(value: Any, outcome_code: str) -> str:
    """+0.41 of a score; +6.0 of a share in percent."""
    if is_missing(value):
        return sentences.NOT_KNOWN
    text = f"{100 * value:+.1f}" if outcome_code == "repeat" else f"{value:+.2f}"
    return text.replace("-", MINUS) if text.strip("+-0.") else "0"


def points(difference: Any, with_word: bool = True) -> str:
    """+13 points: the difference of two shares."""
    return f"{100 * difference:+.0f}".replace("-", MINUS) + (" points" if with_word else "")


def between(low: Any, high: Any, unit: str, n: int | None = 0) -> str:
    """41 to 49 %, or 41.2 to 42.0 % where n carries the digit; 6 m 52 s to 7 m 14 s."""
    if is_missing(low) or is_missing(high):
        return sentences.NOT_KNOWN
    if unit == "share":
        return f"{sentences.format_share(low, n).removesuffix(' %')} to {sentences.format_share(high, n)}"
    if unit == "seconds":
        return f"{sentences.format_duration(low)} to {sentences.format_duration(high)}"
    digits = 1 if unit in sentences.ONE_DIGIT else 0
    return f"{low:.{digits}f} to {high:.{digits}f}".replace("-", MINUS)


def criteria_of(count: int) -> str:
    """1 criterion; 8 criteria."""
    return f"{count} criteri{'on' if count == 1 else 'a'}"
