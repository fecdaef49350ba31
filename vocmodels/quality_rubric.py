"""Rubric: by which criteria is a contact judged, and what do they weigh?

A criterion is a rule over what the agent says: phrases, where in the contact they are looked for, and when they are due.
`data/README.md` explains the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

LANGUAGES = ("en", "es")
CHANNELS = ("voice", "chat", "email", "social", "message", "ticket")
# What a criterion may say, and what it means when it says nothing.
CHOICES: dict[str, tuple[str, ...]] = {
    "where": ("anywhere", "start", "end"),
    "when": ("always", "problem", "need", "hold", "transfer"),
    "wanted": ("said", "unsaid"),
    "before": ("", "clear_solution"),
    "measure": ("", "interruption", "restated"),
}
KEYS = {
    "code", "stage", "label", "definition", "weight", "auto_fail", "channels", "phrases", "except", "mention", "nearness",
    *CHOICES,
}  # fmt: skip


class RubricError(ValueError):
    """quality.toml cannot be used; the message names the criterion and what to do."""


@dataclass(frozen=True)
class Criterion:
    """One behaviour that is looked for in every contact."""

    code: str
    stage_code: str
    labels: Mapping[str, str]
    definitions: Mapping[str, str]
    weight: float  # above 0; a share of the score
    is_auto_fail: bool = False  # not met: the contact's score is 0
    channels: tuple[str, ...] = CHANNELS  # on others it does not apply
    where: str = "anywhere"  # start: the agent's first turns; end: the last ones
    when: str = "always"  # problem, need: the customer has one; hold, transfer: there was one
    wanted: str = "said"  # unsaid: met as long as none of the phrases is said
    before: str = ""  # the criterion that it has to come before
    measure: str = ""  # what is measured beside phrases: interruption (of times), restated (the customer's own words)
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # by language
    exceptions: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # a turn with one of these says none of them
    mentions: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict
    )  # what agents say when there is a hold, a transfer
    is_near: bool = True  # whether wording like the examples that came with voc counts beside the phrases


@dataclass(frozen=True, eq=False)
class Rubric:
    """All criteria in the order of the file; two rubrics of the same version are the same."""

    rubric_version: str
    criteria: tuple[Criterion, ...]
    stages: Mapping[str, Mapping[str, str]]
    words: Mapping[str, Mapping[str, tuple[str, ...]]]  # language -> name of a list -> its words
    problem: Mapping[str, tuple[str, ...]]  # language -> what customers say who have one
    no_need: Mapping[str, tuple[str, ...]]  # language -> what is said where the customer came by mistake

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Rubric) and other.rubric_version == self.rubric_version

    def __hash__(self) -> int:
        return hash(self.rubric_version)


def parse_rubric(document: Mapping[str, Any]) -> Rubric:
    """Return the checked rubric of quality.toml as read; criteria of weight 0 are left out.

    Raises:
        RubricError: a criterion lacks a code or phrases, has one twice, or says what is not known.
    """
    stages = {code: _labels(f'stage "{code}"', code, label) for code, label in _table(document, "stages").items()}
    words = {language: _word_lists(language, lists) for language, lists in _table(document, "words").items()}
    entries = document.get("criterion", [])
    if not isinstance(entries, list) or not entries:
        raise RubricError(
            "quality.toml has no [[criterion]]. Add one, or remove the file to use the one that came with voc."
        )
    criteria = tuple(_criterion(entry, place, stages) for place, entry in enumerate(entries, start=1))
    codes = [criterion.code for criterion in criteria]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if twice:
        raise RubricError(f'criterion "{twice[0]}" stands there twice. Remove one of them or give it another code.')
    weighed = tuple(criterion for criterion in criteria if criterion.weight > 0)
    if not weighed:
        raise RubricError("no criterion weighs anything. Give one of them a weight above 0.")
    said = {name: _phrases(name, name, document) for name in ("problem", "no_need")}
    return Rubric(_version(document), weighed, stages, words, **said)


def _version(document: Mapping[str, Any]) -> str:
    written = json.dumps(document, sort_keys=True, ensure_ascii=False, default=str)
    return "q" + hashlib.sha256(written.encode()).hexdigest()[:8]


def _criterion(entry: Any, place: int, stages: Mapping[str, Any]) -> Criterion:
    if not isinstance(entry, Mapping) or not isinstance(entry.get("code"), str) or not entry["code"].strip():
        raise RubricError(f'[[criterion]] number {place} has no code. Add code = "a_name".')
    code = entry["code"]
    unknown = sorted(set(entry) - KEYS)
    if unknown:
        raise RubricError(f'criterion "{code}": "{unknown[0]}" is not known. It may say {", ".join(sorted(KEYS))}.')
    if entry.get("stage") not in stages:
        raise RubricError(
            f'criterion "{code}": stage "{entry.get("stage")}" is none of {", ".join(stages)}. Add it to [stages].'
        )
    chosen = {key: _choice(code, key, entry.get(key, allowed[0])) for key, allowed in CHOICES.items()}
    phrases = _phrases(code, "phrases", entry)
    if not phrases and chosen["measure"] != "interruption":
        raise RubricError(f'criterion "{code}" has no phrases. Add phrases.en or phrases.es.')
    return Criterion(
        code=code,
        stage_code=entry["stage"],
        labels=_labels(f'criterion "{code}"', code, entry.get("label", code)),
        definitions=_labels(f'criterion "{code}"', "", entry.get("definition", "")),
        weight=_weight(code, entry.get("weight", 1)),
        is_auto_fail=_flag(code, "auto_fail", entry.get("auto_fail", False)),
        channels=_channels(code, entry.get("channels", list(CHANNELS))),
        phrases=phrases,
        exceptions=_phrases(code, "except", entry),
        mentions=_phrases(code, "mention", entry),
        is_near=_flag(code, "nearness", entry.get("nearness", True)),
        **chosen,
    )


def _table(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    table = document.get(name, {})
    if not isinstance(table, Mapping):
        raise RubricError(f"quality.toml: [{name}] is not a table. Write it as in the one that came with voc.")
    return table


def _labels(who: str, default: str, given: Any) -> dict[str, str]:
    labels = {"en": given} if isinstance(given, str) else given
    if not isinstance(labels, Mapping) or not all(isinstance(text, str) for text in labels.values()):
        raise RubricError(f'{who}: a label is a text, or {{ en = "...", es = "..." }}.')
    return {language: text or default for language, text in labels.items()}


def _choice(code: str, key: str, given: Any) -> str:
    if given not in CHOICES[key]:
        allowed = ", ".join(f'"{each}"' for each in CHOICES[key] if each)
        raise RubricError(f'criterion "{code}": {key} = "{given}" is not known. It is one of {allowed}.')
    return str(given)


def _weight(code: str, given: Any) -> float:
    if isinstance(given, bool) or not isinstance(given, (int, float)) or not 0 <= given < 1e6:
        raise RubricError(
            f'criterion "{code}": weight = {given} is no number of 0 or more. 0 leaves the criterion out.'
        )
    return float(given)


def _flag(code: str, key: str, given: Any) -> bool:
    if not isinstance(given, bool):
        raise RubricError(f'criterion "{code}": {key} = {given} is neither true nor false.')
    return given


def _channels(code: str, given: Any) -> tuple[str, ...]:
    unknown = [each for each in given if each not in CHANNELS] if isinstance(given, list) and given else [given]
    if unknown:
        raise RubricError(f'criterion "{code}": channel "{unknown[0]}" is none of {", ".join(CHANNELS)}.')
    return tuple(given)


def _phrases(code: str, key: str, entry: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    given = entry.get(key, {})
    if not isinstance(given, Mapping) or set(given) - set(LANGUAGES):
        raise RubricError(f'criterion "{code}": write {key}.en = ["..."] and {key}.es = ["..."].')
    for texts in given.values():
        if (
            not isinstance(texts, Sequence)
            or isinstance(texts, str)
            or not all(isinstance(text, str) for text in texts)
        ):
            raise RubricError(f'criterion "{code}": {key} is a list of texts in quotation marks.')
    return {language: tuple(texts) for language, texts in given.items() if texts}


def _word_lists(language: str, lists: Any) -> dict[str, tuple[str, ...]]:
    if language not in LANGUAGES or not isinstance(lists, Mapping):
        raise RubricError(f"[words.{language}] is not known. Word lists stand in [words.en] and [words.es].")
    if not all(isinstance(words, str) for words in lists.values()):
        raise RubricError(
            f'[words.{language}]: a list is one text with spaces between its words: help = "help assist".'
        )
    return {name: tuple(words.split()) for name, words in lists.items()}
