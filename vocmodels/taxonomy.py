"""Taxonomy: which reasons does the house know, who owns them, and which dispositions lead to them?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

UNSURE = "unsure"
UNSURE_LABEL = "Not sure"


class TaxonomyError(ValueError):
    """The taxonomy contradicts itself; the message says which entry, and what to do."""


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


@dataclass(frozen=True)
class Taxonomy:
    """Everything that `data/taxonomy` says about reasons; `unsure` is reserved and not among them."""

    groups: tuple[Group, ...]
    reasons: tuple[Reason, ...]
    departments: Mapping[str, str]  # department_code -> label
    disposition_reasons: Mapping[str, str | None]  # disposition_code -> reason_code; None leads to no reason
    disposition_labels: Mapping[str, str]

    @classmethod
    def from_codes(cls, codes: Iterable[str | None]) -> Taxonomy:
        """Return the taxonomy of a data set without one: each disposition is a reason of the same code and label."""
        distinct = sorted({code for code in codes if isinstance(code, str) and code.strip() and code != UNSURE})
        return cls(
            groups=(),
            reasons=tuple(Reason(code=code, labels={"en": code}) for code in distinct),
            departments={},
            disposition_reasons={code: code for code in distinct},
            disposition_labels={code: code for code in distinct},
        )

    @property
    def reason_codes(self) -> list[str]:
        """The codes of all reasons in the order of the file, without `unsure`."""
        return [reason.code for reason in self.reasons]

    @property
    def taxonomy_version(self) -> str:
        """Twelve hexadecimal digits of the content: the same content has the same version, whatever the order."""
        content = asdict(self)
        for part in ("groups", "reasons"):
            content[part] = sorted(content[part], key=lambda entry: entry["code"])
        written = json.dumps(content, sort_keys=True, ensure_ascii=False, default=dict)
        return hashlib.sha256(written.encode()).hexdigest()[:12]

    def reason_of(self, disposition_code: str | None) -> str | None:
        """Return the reason that an agent's code leads to; None for a code that is unknown or leads to none."""
        return self.disposition_reasons.get(disposition_code) if isinstance(disposition_code, str) else None


def parse_taxonomy(
    document: Mapping[str, Any],
    dispositions: Sequence[Mapping[str, str | None]],
    departments: Mapping[str, Mapping[str, str]],
) -> Taxonomy:
    """Return the checked taxonomy.

    Args:
        document: reasons.toml as read: lists of tables `group` and `reason`.
        dispositions: rows of dispositions.csv: disposition_code, disposition_label, reason_code (may be empty).
        departments: departments.toml as read: department_code -> table with `label`.

    Raises:
        TaxonomyError: a code is missing, reserved or given twice, or a parent, department or reason is not known.
    """
    groups = tuple(_parse_group(entry) for entry in document.get("group", []))
    reasons = tuple(_parse_reason(entry) for entry in document.get("reason", []))
    if not reasons:
        raise TaxonomyError("reasons.toml names no reason. Add a [[reason]] table with a code and a label.")
    _check_codes("group", [group.code for group in groups])
    _check_codes("reason", [reason.code for reason in reasons])
    _check_references(groups, reasons, departments)
    _check_codes("disposition", [_clean(row.get("disposition_code")) or "" for row in dispositions])
    return Taxonomy(
        groups=groups,
        reasons=reasons,
        departments={code: str(entry.get("label", code)) for code, entry in departments.items()},
        disposition_reasons=_disposition_reasons(dispositions, {reason.code for reason in reasons}),
        disposition_labels={
            str(_clean(row["disposition_code"])): _clean(row.get("disposition_label"))
            or str(_clean(row["disposition_code"]))
            for row in dispositions
        },
    )


def _parse_group(entry: Mapping[str, Any]) -> Group:
    return Group(code=_code(entry, "group"), labels=_by_language(entry, "label", _code(entry, "group")))


def _parse_reason(entry: Mapping[str, Any]) -> Reason:
    code = _code(entry, "reason")
    phrases = {language: tuple(texts) for language, texts in (entry.get("phrases") or {}).items()}
    return Reason(
        code=code,
        labels=_by_language(entry, "label", code),
        group_code=entry.get("parent"),
        department_code=entry.get("department"),
        definitions=_by_language(entry, "definition", None),
        phrases=phrases,
    )


def _code(entry: Mapping[str, Any], kind: str) -> str:
    code = entry.get("code")
    if not isinstance(code, str) or not code.strip():
        raise TaxonomyError(f'A [[{kind}]] of reasons.toml has no code. Give it one, such as code = "late_delivery".')
    return code.strip()


def _by_language(entry: Mapping[str, Any], key: str, fallback: str | None) -> dict[str, str]:
    written = entry.get(key, fallback)
    if written is None:
        return {}
    return {"en": written} if isinstance(written, str) else dict(written)


def _check_codes(kind: str, codes: Sequence[str]) -> None:
    seen: set[str] = set()
    for code in codes:
        if not code:
            raise TaxonomyError(f"A {kind} has no code. Give every {kind} a code.")
        if code == UNSURE:
            raise TaxonomyError(
                f'The {kind} code "{UNSURE}" is reserved for contacts without a sure reason. Rename it.'
            )
        if code in seen:
            raise TaxonomyError(f'The {kind} code "{code}" is given twice. Rename or remove one of them.')
        seen.add(code)


def _check_references(groups: Sequence[Group], reasons: Sequence[Reason], departments: Mapping[str, Any]) -> None:
    known_groups = {group.code for group in groups}
    for reason in reasons:
        if reason.group_code is not None and reason.group_code not in known_groups:
            raise TaxonomyError(
                f'The reason "{reason.code}" has the parent "{reason.group_code}", which is no [[group]]. '
                f"Add that group, or choose one of: {_listed(known_groups)}."
            )
        if reason.department_code is not None and reason.department_code not in departments:
            raise TaxonomyError(
                f'The reason "{reason.code}" belongs to the department "{reason.department_code}", which '
                f"departments.toml does not name. Add it there, or choose one of: {_listed(departments)}."
            )


def _disposition_reasons(dispositions: Sequence[Mapping[str, str | None]], known: set[str]) -> dict[str, str | None]:
    reasons: dict[str, str | None] = {}
    for row in dispositions:
        disposition, reason = str(_clean(row["disposition_code"])), _clean(row.get("reason_code"))
        if reason is not None and reason not in known:
            raise TaxonomyError(
                f'The disposition "{disposition}" leads to the reason "{reason}", which reasons.toml does not have. '
                "Add the reason, correct the code in dispositions.csv, or leave it empty."
            )
        reasons[disposition] = reason
    return reasons


def _clean(written: object) -> str | None:
    return written.strip() or None if isinstance(written, str) else None


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes)) or "none yet"
