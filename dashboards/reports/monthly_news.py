"""Monthly news: how is it told what was fixed and saved, what is emerging, and what we do not know?"""

from typing import Any

from dashboards import histories, sentences
from dashboards.actions import measured
from dashboards.languages import say, say_many
from dashboards.reports import action_section
from dashboards.reports.monthly_facts import MonthFacts
from dashboards.reports.sections import section
from dashboards.sentences import count_of, format_share
from dashboards.topics import said

REAL, FALSE = ("acknowledged", "explained"), "false"
TOLD = 5  # topics, actions and alerts that are named; the pages have all


def sections(facts: MonthFacts) -> list[dict[str, Any]]:
    """What closes the report: what was fixed, what is new, what is not known."""
    return [_fixed(facts), _new(facts), _unknown(facts)]


def alerts_judged(facts: MonthFacts) -> str:
    """12 alerts began in the month; of the 4 that people judged, 3 were real."""
    count, marks = len(facts.alerts), facts.alerts["mark_code"]
    real, judged = int(marks.isin(REAL).sum()), int(marks.isin([*REAL, FALSE]).sum())
    if not count:
        return say("no alert began in the month.")
    if not judged:
        one, many = (
            "{alerts} began in the month, and nobody has judged it.",
            "{alerts} began in the month, and nobody has judged one of them.",
        )
        return say_many(one, many, count, alerts=count_of(count, "alert"))
    return say_many(
        "{alerts} began in the month; of the {judged} that people judged, {real} was real.",
        "{alerts} began in the month; of the {judged} that people judged, {real} were real.",
        real,
        alerts=count_of(count, "alert"),
        judged=judged,
        real=real or say("none"),
    )


def _fixed(facts: MonthFacts) -> dict[str, Any]:
    month = facts.month
    told = [
        measured.within(facts.effects, month.first, month.last, month.name),
        measured.year(facts.effects, month.last),
    ]
    live = facts.actions.head(TOLD)
    lines = [action_section.told(action) for action in live.to_dict("records")]
    rest = len(facts.actions) - TOLD
    more = [say("The Actions page has {more}.", more=count_of(rest, "more action"))] if rest > 0 else []
    nothing = (
        []
        if lines
        else [say("No action was live by the end of the month. The Actions page takes what departments change.")]
    )
    return section(say("What was fixed, and what it saved"), [*(told if lines else []), *lines, *more, *nothing])


def _new(facts: MonthFacts) -> dict[str, Any]:
    as_of = sentences.format_date(facts.run.as_of)
    lines = [said.headline(topic) for topic in facts.topics[:TOLD]]
    rest = len(facts.topics) - TOLD
    more = [say("The Topics page has {count} more.", count=rest)] if rest > 0 else []
    none = [] if lines else [say("No topic is new or grows, as of {day}.", day=as_of)]
    alerts = [sentences.upper_first(alerts_judged(facts)), *_alerts(facts)]
    return section(say("What is emerging, as of {day}", day=as_of), [*lines, *more, *none, *alerts])


def _alerts(facts: MonthFacts) -> list[str]:
    """The costliest alerts of the month, with what people said of them; those called false are counted alone."""
    kept = facts.alerts[facts.alerts["mark_code"].fillna("") != FALSE].head(TOLD).to_dict("records")
    return [f"{sentences.alert_headline(alert)} {histories.alert_judgement(alert)}".strip() for alert in kept]


def _unknown(facts: MonthFacts) -> dict[str, Any]:
    now, then = facts.coverage, facts.coverage_before
    lines = [sentences.coverage(now["analysed_count"], now["contact_count"], now["unsure_count"])]
    if then and then["analysed_count"] and now["analysed_count"]:
        before = format_share(then["unsure_count"] / then["analysed_count"], 0)
        month = facts.before.name if facts.before else ""
        lines[0] += " " + say("In {month} it was {share}.", month=month, share=before)
    if now["contact_count"]:
        spoken = format_share(now["transcript_count"] / now["contact_count"], 0)
        lines.append(
            say(
                "{share} of the contacts came with their words; of the others, the agent's code alone tells the reason.",
                share=spoken,
            )
        )
    if now["incomplete_day_count"]:
        lines.append(
            say(
                "{days} of the month are not complete: a source had not delivered all of it.",
                days=count_of(now["incomplete_day_count"], "day"),
            )
        )
    if facts.topic_fit:
        lines.append(said.say_fit(facts.topic_fit))
    if facts.year_ago is None:
        begin = sentences.format_date(facts.run.facts["first_date"], True)
        year_before = facts.month.year_before.label
        lines.append(say("The data begin on {day}: {month} is not in them.", day=begin, month=year_before))
    return section(say("What we do not know"), lines)
