"""Topic proposals: which reason would a topic be, if somebody made it one?

Its words come from the topic, its example phrases from customers (typical ones, each unlike those before it), its owner from
the reasons that hold its contacts so far. A person judges it before it becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.quotes import QuoteSettings, choose_quotes
from vocmodels.taxonomy_changes import UNSURE

RESERVED = frozenset({UNSURE, "unassigned"})
LONGEST_CODE = 60
OF_ONE_PERSON = re.compile(r"\[[A-Z]+\]|\d|@")
SENTENCES = {  # with an example, without one, what they speak of, and
    "en": (
        "Customers say, for example, “{text}”",
        "Customers contact us about “{text}”",
        "; they speak of {words}",
        "and",
    ),
    "es": (
        "Los clientes dicen, por ejemplo: “{text}”",
        "Los clientes contactan por “{text}”",
        "; hablan de {words}",
        "y",
    ),
}


@dataclass(frozen=True)
class ProposalSettings:
    """What example phrases look like, and how surely a topic must lie in a department to be given to it."""

    most_phrases: int = 6  # in a language
    words_named: int = 3  # of the topic's keywords, in the definition
    least_contacts: int = 5  # of a sure reason
    least_share: float = 0.5  # of them, that one department or group holds
    quotes: QuoteSettings = field(
        default_factory=lambda: QuoteSettings(fewest_words=3, most_words=18, own_share=0.4, most_alike=0.5)
    )


def propose_reason(
    topic_label: str,
    keywords: str,
    texts: pd.DataFrame,
    reason_counts: pd.DataFrame,
    taken_codes: Collection[str],
    settings: ProposalSettings = ProposalSettings(),
) -> dict[str, Any]:
    """Return the [[reason]] table that a topic could become.

    Args:
        keywords: 'a, b, c', the most telling first.
        texts: one row per text of the topic: text (masked), language_code.
        reason_counts: one row per reason that holds contacts of the topic: reason_code (`unsure` says nothing),
            department_code, group_code (null where it has none), contact_count.
        taken_codes: codes that are or were a reason.

    Returns:
        code, parent and department (None where no group or department holds most of its sure contacts), label and
        definition (by language: that of most texts), phrases (by language, up to six; no masks, no numbers).
    """
    spoken = texts[texts["text"].fillna("").str.strip() != ""]
    codes = spoken["language_code"].fillna("en").value_counts()
    language = "es" if len(codes) and codes.index[0] == "es" else "en"
    phrases = _phrases(spoken, settings)
    example = next(iter(phrases.get(language, [])), "")
    return {
        "code": free_code(topic_label, taken_codes),
        "parent": _owner(reason_counts, "group_code", settings),
        "department": _owner(reason_counts, "department_code", settings),
        "label": {language: topic_label},
        "definition": {language: _definition(topic_label, example, keywords, language, settings)},
        "phrases": phrases,
    }


def free_code(label: str, taken_codes: Collection[str]) -> str:
    """Return a label as a code that no reason has or had: Points missing becomes points_missing, or points_missing_2."""
    written = re.sub(r"[^a-z0-9]+", "_", strip_accents_unicode(label.lower())).strip("_")
    code = (written if re.match("[a-z]", written) else f"topic_{written}".strip("_"))[: LONGEST_CODE - 4]
    taken = RESERVED.union(taken_codes)
    numbered = (f"{code}_{number}" for number in range(2, len(taken) + 3))
    return code if code not in taken else next(each for each in numbered if each not in taken)


def _definition(label: str, example: str, keywords: str, language: str, settings: ProposalSettings) -> str:
    """What customers say, by an example, and by the topic's words that the example and the label do not hold."""
    by_example, by_label, speaking, conjunction = SENTENCES[language]
    said = strip_accents_unicode(f"{label} {example}".lower())
    words = [word for word in map(str.strip, keywords.split(",")) if word and strip_accents_unicode(word) not in said]
    named = words[: settings.words_named]
    listed = f" {conjunction} ".join(filter(None, [", ".join(named[:-1]), *named[-1:]]))
    about = by_example.format(text=example.rstrip(".")) if example else by_label.format(text=label)
    return about + (speaking.format(words=listed) if listed else "") + "."


def _owner(reason_counts: pd.DataFrame, column: str, settings: ProposalSettings) -> str | None:
    """The department or group of the reasons that hold most of its contacts whose reason is sure."""
    sure = reason_counts[reason_counts["reason_code"] != UNSURE]
    counts = sure.groupby(column)["contact_count"].sum().sort_index().sort_values(ascending=False, kind="stable")
    total = sure["contact_count"].sum()
    is_clear = len(counts) and total >= settings.least_contacts and counts.iloc[0] >= settings.least_share * total
    return str(counts.index[0]) if is_clear else None


def _phrases(spoken: pd.DataFrame, settings: ProposalSettings) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language, rows in spoken.groupby("language_code", sort=True):
        phrases = _chosen(rows["text"], str(language), settings)
        if phrases:
            found[str(language)] = phrases
    return found


def _chosen(texts: pd.Series, language: str, settings: ProposalSettings) -> list[str]:
    """The most typical sentences, each unlike those before it, that tell nothing of one person."""
    said = pd.Series(sorted(set(texts.str.strip())), dtype="str")
    turns = pd.DataFrame({"contact_id": said.index.astype("str"), "turn_index": 0, "speaker": "customer", "text": said})
    quotes = choose_quotes(turns.assign(language_code=language), 3 * settings.most_phrases, settings=settings.quotes)
    general = [text.strip() for text in quotes["text"] if not OF_ONE_PERSON.search(text)]
    return list(dict.fromkeys(general))[: settings.most_phrases]
