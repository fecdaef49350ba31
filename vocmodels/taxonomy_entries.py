"""Taxonomy entries: what does one table of reasons.toml say?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from vocmodels.taxonomy_changes import TaxonomyError


@dataclass(frozen=True)
class Group:
    """A heading over reasons."""

    code: str
    labels: Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class Reason:
    """A leaf of the taxonomy: one thing that customers contact us about."""

    code: str
    labels: Mapping[str, str]  # language -> text
    group_code: str | None = None
    department_code: str | None = None
    definitions: Mapping[str, str] = field(default_factory=dict)  # language -> one sentence
    phrases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # language -> how customers say it

    def examples(self) -> list[str]:
        """Return the texts that show what the reason means, in all languages: phrases, definition, label."""
        phrases = [phrase for language in sorted(self.phrases) for phrase in self.phrases[language]]
        return phrases + [self.definitions[each] for each in sorted(self.definitions)] + list(self.labels.values())

    def label_in(self, language: str) -> str:
        """Return the label in a language, or in the first that there is."""
        return self.labels.get(language) or next(iter(self.labels.values()))


def parse_group(entry: Mapping[str, Any]) -> Group:
    """Return the heading that a [[group]] table states."""
    code = _code(entry, "group")
    return Group(code=code, labels=_by_language(entry, "label", code))


def parse_reason(entry: Mapping[str, Any]) -> Reason:
    """Return the reason that a [[reason]] table states."""
    code = _code(entry, "reason")
    return Reason(
        code=code,
        labels=_by_language(entry, "label", code),
        group_code=entry.get("parent"),
        department_code=entry.get("department"),
        definitions=_by_language(entry, "definition", None),
        phrases=_phrases(entry, code),
    )


def _code(entry: Mapping[str, Any], kind: str) -> str:
    code = entry.get("code")
    if not isinstance(code, str) or not code.strip():
        raise TaxonomyError(f'A [[{kind}]] of reasons.toml has no code. Give it one, such as code = "late_delivery".')
    return code.strip()


def _by_language(entry: Mapping[str, Any], key: str, fallback: str | None) -> dict[str, str]:
    written = entry.get(key, fallback)
    texts = {"en": written} if isinstance(written, str) else written or {}
    if not isinstance(texts, Mapping) or not all(isinstance(text, str) for text in texts.values()):
        raise TaxonomyError(
            f'"{entry["code"]}" has a {key} that is no text. Write it as {key} = {{ en = "...", es = "..." }}.'
        )
    return dict(texts) or ({"en": fallback} if fallback else {})


def _phrases(entry: Mapping[str, Any], code: str) -> dict[str, tuple[str, ...]]:
    written = entry.get("phrases") or {}
    if not isinstance(written, Mapping) or not all(
        isinstance(texts, list | tuple) and all(isinstance(text, str) for text in texts) for texts in written.values()
    ):
        raise TaxonomyError(
            f'The phrases of the reason "{code}" are no lists of texts. Write them by language: phrases.en = ["..."].'
        )
    return {language: tuple(texts) for language, texts in written.items()}


def reason_table(reason: Reason) -> dict[str, Any]:
    """Return the [[reason]] table of a reason; what it does not have is left out."""
    table = {
        "code": reason.code,
        "parent": reason.group_code,
        "department": reason.department_code,
        "label": dict(reason.labels),
        "definition": dict(reason.definitions),
        "phrases": {language: list(texts) for language, texts in reason.phrases.items()},
    }
    return {key: value for key, value in table.items() if value}
