"""Taxonomy: which reasons does the house know, who owns them, and which dispositions lead to them?"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from vocmodels.taxonomy_changes import (
    UNSURE,
    Change,
    TaxonomyError,
    change_table,
    contradictions,
    parse_change,
    successors,
)
from vocmodels.taxonomy_entries import Group, Reason, parse_group, parse_reason, reason_table

UNSURE_LABEL = "Not sure"
LANGUAGES = ("en", "es")  # that reports are written in
Entry = TypeVar("Entry")
Files = tuple[dict[str, Any], list[dict[str, str]], dict[str, dict[str, str]]]  # what parse_taxonomy takes


@dataclass(frozen=True)
class Taxonomy:
    """Everything that `data/taxonomy` says about reasons; `unsure` is reserved and not among them."""

    groups: tuple[Group, ...]
    reasons: tuple[Reason, ...]
    departments: Mapping[str, str]  # department_code -> label
    disposition_reasons: Mapping[str, str | None]  # disposition_code -> reason_code; None leads to no reason
    disposition_labels: Mapping[str, str]
    changes: tuple[Change, ...] = ()  # how it came to be: what became of reasons that are not here any more
    department_tables: Mapping[str, Mapping[str, str]] = field(
        default_factory=dict
    )  # the texts that departments.toml gives

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

    @cached_property
    def successors(self) -> Mapping[str, str | None]:
        """Each code, of today or of the past, and the reason that it stands for now; None where no rule says it."""
        return successors(self.changes, set(self.reason_codes))

    @property
    def taxonomy_version(self) -> str:
        """Twelve hexadecimal digits of the content: the same content has the same version, whatever the order.

        The changes are no part of it: a note on how history follows leaves every reason what it was, and nothing has to
        be read anew for it. What they do to dispositions is a part of it, as that decides reasons. Nor is what else is said
        of departments: the language of their reports decides nothing.
        """
        content = asdict(self)
        del content["changes"], content["department_tables"]
        for part in ("groups", "reasons"):
            content[part] = sorted(content[part], key=lambda entry: entry["code"])
        written = json.dumps(content, sort_keys=True, ensure_ascii=False, default=dict)
        return hashlib.sha256(written.encode()).hexdigest()[:12]

    def reason_of(self, disposition_code: str | None) -> str | None:
        """Return the reason that an agent's code leads to; None for a code that is unknown or leads to none."""
        return self.disposition_reasons.get(disposition_code) if isinstance(disposition_code, str) else None

    def follow(self, reason_code: str | None) -> str | None:
        """Return the reason that a code of any time stands for now; None where it was split, retired, or never one."""
        return self.successors.get(reason_code) if isinstance(reason_code, str) else None

    def files(self) -> Files:
        """Return what `parse_taxonomy` makes this taxonomy of: reasons.toml, dispositions.csv and departments.toml."""
        document: dict[str, Any] = {
            "group": [{"code": group.code, "label": dict(group.labels)} for group in self.groups],
            "reason": [reason_table(reason) for reason in self.reasons],
            "change": [change_table(change) for change in self.changes],
        }
        dispositions = [
            {
                "disposition_code": code,
                "disposition_label": self.disposition_labels[code],
                "reason_code": reason or "",
            }
            for code, reason in self.disposition_reasons.items()
        ]
        departments = {
            code: {"label": label, **self.department_tables.get(code, {})} for code, label in self.departments.items()
        }
        return document, dispositions, departments


def parse_taxonomy(
    document: Mapping[str, Any],
    dispositions: Sequence[Mapping[str, str | None]],
    departments: Mapping[str, Mapping[str, str]],
) -> Taxonomy:
    """Return the checked taxonomy.

    Args:
        document: reasons.toml as read: lists of tables `group`, `reason` and `change`.
        dispositions: rows of dispositions.csv: disposition_code, disposition_label, reason_code (may be empty; a code
            that has changed leads where its reason went).
        departments: departments.toml as read: department_code -> table with `label`; if there, `label_en`, `label_es` and
            `language`, in which its reports are written.

    Raises:
        TaxonomyError: a code is missing, reserved or given twice, a parent, department or reason is not known, or a
            change contradicts the reasons.
    """
    taxonomy, problems = examine_taxonomy(document, dispositions, departments)
    if problems:
        raise TaxonomyError(*problems)
    return taxonomy


def examine_taxonomy(
    document: Mapping[str, Any],
    dispositions: Sequence[Mapping[str, str | None]],
    departments: Mapping[str, Mapping[str, str]],
) -> tuple[Taxonomy, list[str]]:
    """Return the taxonomy as far as it can be understood, and everything that is wrong with it, each with what to do."""
    problems: list[str] = []
    groups = tuple(_parsed(parse_group, document.get("group", []), problems))
    reasons = tuple(_parsed(parse_reason, document.get("reason", []), problems))
    changes = tuple(_parsed(parse_change, document.get("change", []), problems))
    rows = [row for row in dispositions if _clean(row.get("disposition_code"))]
    known = {reason.code for reason in reasons}
    if not document.get("reason"):
        problems.append("reasons.toml names no reason. Add a [[reason]] table with a code and a label.")
    if len(rows) < len(dispositions):
        problems.append("A row of dispositions.csv has no disposition_code. Give every disposition its code.")
    problems += _code_problems("group", [group.code for group in groups])
    problems += _code_problems("reason", [reason.code for reason in reasons])
    problems += _reference_problems(groups, reasons, departments)
    problems += _language_problems(departments)
    problems += contradictions(changes, known)
    problems += _code_problems("disposition", [str(_clean(row["disposition_code"])) for row in rows])
    follow = successors(changes, known)
    problems += _disposition_problems(rows, follow)
    taxonomy = Taxonomy(
        groups=groups,
        reasons=reasons,
        departments={code: str(entry.get("label", code)) for code, entry in departments.items()},
        disposition_reasons={
            str(_clean(row["disposition_code"])): follow.get(_clean(row.get("reason_code")) or "") for row in rows
        },
        disposition_labels={
            str(_clean(row["disposition_code"])): _clean(row.get("disposition_label"))
            or str(_clean(row["disposition_code"]))
            for row in rows
        },
        changes=changes,
        department_tables={
            code: {name: text for name, text in entry.items() if isinstance(text, str)}
            for code, entry in departments.items()
        },
    )
    return taxonomy, problems


def _parsed(
    parse: Callable[[Mapping[str, Any]], Entry], entries: Sequence[Mapping[str, Any]], problems: list[str]
) -> Iterator[Entry]:
    """The entries that can be understood; what is wrong with the others is added to the problems."""
    for entry in entries:
        try:
            yield parse(entry)
        except TaxonomyError as error:
            problems += error.problems


def _code_problems(kind: str, codes: Sequence[str]) -> Iterator[str]:
    seen: set[str] = set()
    for code in codes:
        if code == UNSURE:
            yield f'The {kind} code "{UNSURE}" is reserved for contacts without a sure reason. Rename it.'
        if code in seen:
            yield f'The {kind} code "{code}" is given twice. Rename or remove one of them.'
        seen.add(code)


def _language_problems(departments: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    for code, entry in departments.items():
        if entry.get("language", LANGUAGES[0]) not in LANGUAGES:
            yield (
                f'departments.toml: the language of "{code}" is "{entry["language"]}". Use one of: {_listed(LANGUAGES)}.'
            )


def _reference_problems(
    groups: Sequence[Group], reasons: Sequence[Reason], departments: Mapping[str, Any]
) -> Iterator[str]:
    known_groups = {group.code for group in groups}
    for reason in reasons:
        if reason.group_code is not None and reason.group_code not in known_groups:
            yield (
                f'The reason "{reason.code}" has the parent "{reason.group_code}", which is no [[group]]. '
                f"Add that group, or choose one of: {_listed(known_groups)}."
            )
        if reason.department_code is not None and reason.department_code not in departments:
            yield (
                f'The reason "{reason.code}" belongs to the department "{reason.department_code}", which '
                f"departments.toml does not name. Add it there, or choose one of: {_listed(departments)}."
            )


def _disposition_problems(rows: Sequence[Mapping[str, str | None]], known: Mapping[str, str | None]) -> Iterator[str]:
    for row in rows:
        reason = _clean(row.get("reason_code"))
        if reason is not None and reason not in known:
            yield (
                f'The disposition "{_clean(row["disposition_code"])}" leads to the reason "{reason}", which reasons.toml '
                "does not have. Add the reason, correct the code in dispositions.csv, or leave it empty."
            )


def _clean(written: object) -> str | None:
    return written.strip() or None if isinstance(written, str) else None


def _listed(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes)) or "none yet"
