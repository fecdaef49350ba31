"""Coaching sheet: what should a coach and an agent look at together, on one page?"""

import re
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from dashboards import sentences
from dashboards.languages import say, spoken
from dashboards.performance import drawn, said
from dashboards.reports import faces, words
from dashboards.reports.coaching_facts import CoachingFacts, coaching_facts
from dashboards.reports.drawings import draw
from dashboards.reports.source import opened
from dashboards.sentences import format_date, format_share, is_missing

SHOWN = {"missed": ("Missed", 2), "done": ("Done well", 1), "colleague": ("A colleague", 1)}  # and at most how many
LONGEST_TURN = 190  # characters of a turn on the sheet; the Contacts page has the whole
HOW = {
    "Usual": "What the other agents reach where the criterion applies, on the same mix of reasons, channels and languages.",
    "Named": "A behaviour is named only where an agent is further below the usual than agents ordinarily differ, and far "
    "enough to matter; over all agents and behaviours at most one in fifty is named by chance. The range in brackets "
    "is the 95 % interval of the agent's own share.",
}


def make(published: Path | str | duckdb.DuckDBPyConnection, agent_id: str, out_dir: Path | str) -> list[Path]:
    """Write the coaching sheet of an agent; returns page and paper.

    Raises:
        NothingPublishedError: there is no published file, or no dated contact in it.
        UnknownSubjectError: the published file knows no such agent.
    """
    with opened(published) as con:
        facts = coaching_facts(con, agent_id)
    folder = Path(out_dir)
    folder.mkdir(parents=True, exist_ok=True)
    name = "coaching-" + re.sub(r"[^\w.-]+", "-", agent_id, flags=re.ASCII).strip("-.")
    document = coaching_document(facts)
    return [
        faces.write(folder / f"{name}.html", faces.html("coaching", document)),
        faces.write(folder / f"{name}.pdf", faces.pdf("coaching", document, facts.run.finished_at)),
    ]


def coaching_document(facts: CoachingFacts) -> dict[str, Any]:
    """The sheet as words and pictures, ready to be set."""
    return {
        "language": spoken(),
        "kicker": " · ".join([say("Coaching sheet"), *([facts.team_label] if facts.team_label else [])]),
        "period": words.week(facts.first, facts.last),
        "title": _title(facts),
        "box": [{"label": label, "text": text} for label, text in _lead(facts) if text],
        "chart": _figure(facts.focus),
        "behaviours": [_behaviour(facts, row) for row in facts.focus],
        "agreed": say("What we agree on, and how we shall notice it"),
        "definitions": [{"term": say(term), "text": say(text)} for term, text in HOW.items()],
        "coverage": [_coverage(facts)],
        "imprint": facts.run.imprint,
        "run_id": facts.run.facts["run_id"],
        "made": facts.run.made,
    }


def _title(facts: CoachingFacts) -> str:
    if not facts.focus:
        return say("{agent}: nothing stands out to work on.", agent=facts.agent_label)
    labels = [f"“{sentences.lower_first(row['criterion_label'])}”" for row in facts.focus]
    behaviours = f" {say('and')} ".join(labels)
    return say("{agent}: work on {behaviours}.", agent=facts.agent_label, behaviours=behaviours)


def _lead(facts: CoachingFacts) -> list[tuple[str, str]]:
    behaviours = [said.focus(row) for row in facts.focus]
    first = (
        behaviours[0]
        if behaviours
        else say("All criteria are met as is usual with such contacts, or apply too seldom to say.")
    )
    return [
        (say("First"), first),
        (say("Then"), " ".join(behaviours[1:])),
        (say("Going well"), _going_well(facts)),
        (say("Last session"), said.session(facts.sessions[0]) if facts.sessions else say("No session was noted yet.")),
        (say("Balance"), facts.imbalance),
    ]


def _going_well(facts: CoachingFacts) -> str:
    """The criteria that the agent meets most often, so that a session does not begin with what is missing."""
    named = {row["criterion_code"] for row in facts.focus}
    best = [row for row in facts.criteria if row["criterion_code"] not in named][:2]
    told = [
        say(
            "{criterion} {share} of {n}",
            criterion=row["criterion_label"],
            share=format_share(row["share"], 0),
            n=sentences.format_count(row["n"]),
        )
        for row in best
    ]
    return f"{', '.join(told)}." if told else ""


def _figure(focus: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Dots of what the agent reaches, hollow what is usual; nothing where nothing is named."""
    if not focus:
        return None
    rows = pd.DataFrame(
        {
            "label": [row["criterion_label"] for row in focus],
            "value": [row["rate"] for row in focus],
            "low": [row["low"] for row in focus],
            "high": [row["high"] for row in focus],
            "before": [row["expected_rate"] for row in focus],
            "words": [
                say(
                    "{now}, usually {usual}",
                    now=format_share(row["rate"], 0),
                    usual=format_share(row["expected_rate"], 0),
                )
                for row in focus
            ],
            "tone": "alarm",
        }
    )
    told = " ".join(said.focus(row) for row in focus)
    title = say("How often it is met: full, with its interval; hollow what is usual with such contacts")
    return draw(drawn.interval_dots(rows, "share", width=330, room=330), title, say("Dots. {told}", told=told))


def _behaviour(facts: CoachingFacts, row: dict[str, Any]) -> dict[str, Any]:
    """One behaviour with the turns that show it."""
    shown = [example for example in facts.examples if example["criterion_code"] == row["criterion_code"]]
    quotes = [
        _turn(example, title)
        for kind, (title, limit) in SHOWN.items()
        for example in [each for each in shown if each["kind_code"] == kind][:limit]
    ]
    return {
        "title": say("{criterion}: what was said", criterion=row["criterion_label"]),
        "definition": facts.definitions.get(row["criterion_code"]) or "",
        "quotes": quotes,
        "none": "" if quotes else say("No turn of these weeks shows it; the scorecards of the Contacts page do."),
    }


def _turn(example: dict[str, Any], title: str) -> dict[str, str]:
    text = example["text"] or ""
    title = say(title)
    whose = f"{title}, {example['example_agent_label']}" if example["kind_code"] == "colleague" else title
    contact, turn = example["contact_id"], example["turn_index"]
    return {
        "text": text if len(text) <= LONGEST_TURN else f"{text[: LONGEST_TURN - 1].rsplit(' ', 1)[0]} …",
        "source": f"{whose}, {format_date(example['contact_date'])}",
        "id": contact if is_missing(turn) else say("{contact}, turn {turn}", contact=contact, turn=int(turn)),
        "language": example["language_code"] or "en",
    }


def _coverage(facts: CoachingFacts) -> str:
    return say(
        "{contacts} of {agent} {period}. Every contact with a transcript is scored by the machine; people's verdicts go before"
        " the machine's. Criteria on which people and the machine agree too little are not named here.",
        contacts=sentences.contacts_of(facts.contact_count),
        agent=facts.agent_label,
        period=sentences.format_period(facts.first, facts.last, with_year=True),
    )
