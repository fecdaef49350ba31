"""Said: what is said of a topic, on screens and in reports alike?

A topic is any mapping with the columns of marts.topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboards import sentences
from dashboards.languages import LANGUAGES, numeral, say
from dashboards.sentences import contacts_of, format_count, format_date, format_share, is_missing

RECENT = "in the last 28 days"
FOUND = {
    "first": "They were found on {day} in {count} texts, for the first time.",
    "schedule": "They were found on {day} in {count} texts, by schedule.",
    "unassigned": "They were found on {day} in {count} texts, because more contacts fitted none.",
    "newcomer": "They were found on {day} in {count} texts, because something new was seen.",
    "erased": "They were found on {day} in {count} texts, because a customer was erased.",
    "": "They were found on {day} in {count} texts.",
}
NEWS = {"new": "New; {seen}.", "growing": "Growing; {seen}."}
TWIN = {
    "en": "The same meaning in Spanish is a topic of its own: “{topic}”.",
    "es": "The same meaning in English is a topic of its own: “{topic}”.",
    "": "The same meaning in the other language is a topic of its own: “{topic}”.",
}


def say_news(topics: pd.DataFrame) -> str:
    """1 new topic: “Points missing in wallet”, 24 contacts in the last 28 days; first to be seen on Fri 27 Feb. 1 more grows."""
    active = topics[topics["status_code"] == "active"]
    new, growing = (active[active["emerging_code"] == code] for code in ("new", "growing"))
    if active.empty:
        return "No topic to tell of."
    if len(new):
        first = new.iloc[0].to_dict()
        largest = "" if len(new) == 1 else "; the largest is"
        rest = f" {len(growing)} more {'grows' if len(growing) == 1 else 'grow'}." if len(growing) else ""
        glue = "," if largest else ":"
        many = f"{len(new)} new topic{'' if len(new) == 1 else 's'}{largest}{'' if largest else glue}"
        return f"{many} {quoted(first)}, {contacts_of(first['recent_count'])} {RECENT}; {seen(first)}.{rest}"
    if len(growing):
        first = growing.iloc[0].to_dict()
        many = "1 topic grows:" if len(growing) == 1 else f"{len(growing)} topics grow; the largest is"
        return f"No new topic. {many} {quoted(first)}, {against_before(first)}."
    largest_one = active.iloc[0].to_dict()
    return (
        f"No new topic, and none that grows; the largest is {quoted(largest_one)}, "
        f"{contacts_of(largest_one['recent_count'])} {RECENT}."
    )


def say_coverage(topics: pd.DataFrame, fit: Mapping[str, Any] | None) -> str:
    """9 topics; 5 % of contacts fit no topic; two fits agree to 0.87 of 1. ..."""
    if fit is None:
        return "No topic was fitted yet: too few contacts have words."
    count = sentences.count_of(int((topics["status_code"] == "active").sum()), "topic")
    return f"{count}; {say_fit(fit)}"


def say_fit(fit: Mapping[str, Any] | None) -> str:
    """5 % of contacts fit no topic; two fits agree to 0.87 of 1. They were found on Sun 15 Feb 2026 in 2,900 texts."""
    if fit is None:
        return ""
    said = []
    if not is_missing(fit["unassigned_share"]):
        said.append(say("{share} of contacts fit no topic", share=format_share(fit["unassigned_share"], 0)))
    if not is_missing(fit["stability"]):
        # Without a fit before, the maps of the one fit are compared.
        is_refit = fit["why_code"] in ("schedule", "unassigned", "erased")
        words = "two fits agree to {value} of 1" if is_refit else "two ways of finding them agree to {value} of 1"
        said.append(say(words, value=numeral(f"{fit['stability']:.2f}")))
    if not is_missing(fit["kept_share"]):
        kept = format_share(fit["kept_share"], 0)
        said.append(say("{share} of contacts kept their topic at the last fit", share=kept))
    day, count = format_date(fit["as_of_date"], with_year=True), format_count(fit["text_count"])
    made = say(FOUND.get(fit["why_code"], FOUND[""]), day=day, count=count)
    return f"{'; '.join(said)}. {made}" if said else made


def quoted(topic: Mapping[str, Any]) -> str:
    """“Points missing in wallet”"""
    return f"“{topic['topic_label']}”"


def seen(topic: Mapping[str, Any]) -> str:
    """first to be seen on Fri 27 Feb"""
    day = topic["first_seen_date"]
    return say("first to be seen on {day}", day=format_date(topic["born_date"] if is_missing(day) else day))


def against_before(topic: Mapping[str, Any]) -> str:
    """252 contacts in the last 28 days where 168 came in the 28 days before"""
    contacts = contacts_of(topic["recent_count"])
    if not topic["before_count"]:
        return say("{contacts} in the last 28 days and none in the 28 days before", contacts=contacts)
    return say(
        "{contacts} in the last 28 days where {before} came in the 28 days before",
        contacts=contacts,
        before=format_count(topic["before_count"]),
    )


def headline(topic: Mapping[str, Any]) -> str:
    """Points missing in wallet: 24 contacts in the last 28 days and none in the 28 days before."""
    if topic["status_code"] != "active":
        return say(
            "{topic}: faded on {day}; its last contact came on {last}.",
            topic=topic["topic_label"],
            day=format_date(topic["faded_date"]),
            last=format_date(topic["last_seen_date"]),
        )
    return f"{topic['topic_label']}: {against_before(topic)}."


def say_why(topic: Mapping[str, Any]) -> str:
    """New; first to be seen on Fri 27 Feb. 71 % of it lies in Not sure; 41 % of Not sure is this."""
    code = str(topic["emerging_code"])
    news = say(NEWS[code], seen=seen(topic)) if code in NEWS else ""
    return f"{news} {lies_in(topic)}".strip()


def lies_in(topic: Mapping[str, Any]) -> str:
    """71 % of it lies in Not sure; 41 % of Not sure is this."""
    reason, part = topic["parent_reason_label"], topic["parent_share"]
    if is_missing(reason) or is_missing(part):
        return ""
    held = topic.get("share_of_reason")
    if is_missing(held):
        return say("{share} of it lies in {reason}.", share=format_share(part, 0), reason=reason)
    return say(
        "{share} of it lies in {reason}; {held} of {reason} is this.",
        share=format_share(part, 0),
        reason=reason,
        held=format_share(held, 0),
    )


def say_twin(topic: Mapping[str, Any]) -> str:
    """The same meaning in Spanish is a topic of its own: “Puntos no aparecen”."""
    if is_missing(topic["twin_code"]):
        return ""
    return say(TWIN.get(str(topic["language_code"]), TWIN[""]), topic=topic["twin_label"])


def facts(topic: Mapping[str, Any]) -> list[tuple[str, object]]:
    """What is known of a topic beside its course."""
    share, seconds = topic["recent_share"], topic["handle_seconds"]
    department = topic["owner_label"]
    return [
        (
            "Of all contacts",
            None if is_missing(share) else format_share(share, 0 if topic["recent_count"] < 1000 else None),
        ),
        ("Handle time", None if is_missing(seconds) else sentences.format_duration(seconds)),
        ("Language", LANGUAGES.get(str(topic["language_code"]), "both")),
        ("Department", None if is_missing(department) else department),
        ("Known since", format_date(topic["born_date"], with_year=True)),
        ("Words", topic["keywords"]),
    ]


def say_course(daily: pd.DataFrame) -> str:
    """Above the expected range on 4 of the last 28 days"""
    last = daily.tail(28)
    if last.empty or last["upper_count"].isna().all():
        return say("Contacts a day; there is too little history yet to say what to expect")
    above = int((last["contact_count"] > last["upper_count"]).sum())
    if not above:
        return say("Within or below the expected range on all of the last {days} days", days=len(last))
    return say("Above the expected range on {above} of the last {days} days", above=above, days=len(last))


def say_reasons(held: pd.DataFrame) -> str:
    """Most of it lies in Not sure: 17 contacts"""
    if held.empty:
        return "No reason holds it yet"
    first = held.iloc[0]
    return f"{format_share(first['share_of_topic'], 0)} of it lies in {first['reason_label']}"


def say_inside(held: pd.DataFrame, label: str) -> str:
    """41 % of Not sure is “Points missing in wallet”

    Args:
        held: one row a topic of a reason's contacts, the largest first: topic_label, share (0-1).
    """
    first = held.iloc[0].to_dict()
    return f"{format_share(first['share'], 0)} of {label} is {quoted(first)}"


def inside(topic: Mapping[str, Any]) -> str:
    """Points missing in wallet, new: 17 contacts, 41 %"""
    news = "" if is_missing(topic["emerging_code"]) else f", {topic['emerging_code']}"
    return f"{topic['topic_label']}{news}: {contacts_of(topic['contact_count'])}, {format_share(topic['share'], 0)}"


def say_slices(slices: pd.DataFrame) -> str:
    """Channel Chat makes 75 % of it, usually 30 %"""
    if slices.empty:
        return say("It comes from everywhere alike")
    first = slices.iloc[0]
    return say(
        "{dimension} {value} makes {share} of it, usually {usual}",
        dimension=first["dimension_label"],
        value=first["value_label"],
        share=format_share(first["share_of_topic"], 0),
        usual=format_share(first["usual_share"], 0),
    )
