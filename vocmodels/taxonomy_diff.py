"""Taxonomy diff: how does one taxonomy differ from another, in words for people?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from vocmodels.taxonomy import Taxonomy
from vocmodels.taxonomy_changes import Change
from vocmodels.taxonomy_entries import Reason

KIND_OF = {"rename": "renamed", "merge": "merged", "split": "split", "retire": "retired", "add": "added"}


@dataclass(frozen=True)
class Difference:
    """One thing that is said otherwise than before."""

    kind: str  # added, retired, renamed, merged, split, relabelled, redefined, moved, rerouted
    reason_code: str  # of the new taxonomy; of the old one for what was split or retired
    reason_label: str
    sentence: str
    old_codes: tuple[str, ...] = ()  # the reasons of the old taxonomy whose contacts it concerns
    disposition_code: str | None = None  # it concerns those of this disposition alone


def diff(old: Taxonomy, new: Taxonomy, language: str = "en") -> list[Difference]:
    """Return what the new taxonomy says otherwise than the old one; by what the new one states of its changes."""
    labels = labels_of(old, language) | labels_of(new, language)
    gone = [code for code in old.reason_codes if code not in set(new.reason_codes)]
    stated = [change for change in new.changes if set(change.left_codes) & set(gone)]
    return [
        *(_stated(change, old, new, labels) for change in stated),
        *_retired_unsaid(gone, stated, labels),
        *_added(old, new, stated, labels),
        *_told_otherwise(old, new, stated, labels, language),
        *_rerouted(old, new, labels),
    ]


def labels_of(taxonomy: Taxonomy, language: str) -> dict[str, str]:
    return {reason.code: reason.label_in(language) for reason in taxonomy.reasons}


def name_of(code: str, labels: Mapping[str, str]) -> str:
    """Return the label of a reason; of one that nobody remembers, the code."""
    return labels.get(code, code)


def names_of(codes: tuple[str, ...], labels: Mapping[str, str]) -> str:
    """Return labels as people list them: A, B and C."""
    names = [name_of(code, labels) for code in codes]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _stated(change: Change, old: Taxonomy, new: Taxonomy, labels: Mapping[str, str]) -> Difference:
    left = tuple(code for code in change.from_codes if code in set(old.reason_codes))
    target = change.successor and (new.follow(change.successor) or change.successor)
    to = names_of(change.to_codes, labels) if change.to_codes else ""
    sentence = {
        "rename": f"Renamed from {names_of(change.from_codes, labels)}",
        "merge": f"Merged from {names_of(change.from_codes, labels)}",
        "split": f"Split into {to}",
        "retire": f"Retired; its contacts count as {to}" if to else "Retired",
    }[change.kind]
    about = target if target and change.kind in ("rename", "merge") else change.from_codes[0]
    return Difference(KIND_OF[change.kind], about, name_of(about, labels), sentence, left)


def _retired_unsaid(gone: list[str], stated: list[Change], labels: Mapping[str, str]) -> Iterator[Difference]:
    said = {code for change in stated for code in change.left_codes}
    for code in gone:
        if code not in said:
            yield Difference(
                "retired", code, name_of(code, labels), "Gone; no [[change]] says what became of it", (code,)
            )


def _added(old: Taxonomy, new: Taxonomy, stated: list[Change], labels: Mapping[str, str]) -> Iterator[Difference]:
    known = {*old.reason_codes, *_came_of(stated)}
    notes = {code: each.note for each in new.changes if each.kind == "add" for code in each.to_codes}
    for code in new.reason_codes:
        if code not in known:
            sentence = f"New: {notes[code]}" if notes.get(code) else "New"
            yield Difference("added", code, name_of(code, labels), sentence)


def _came_of(stated: list[Change]) -> set[str]:
    return {code for change in stated for code in change.to_codes}


def _told_otherwise(
    old: Taxonomy, new: Taxonomy, stated: list[Change], labels: Mapping[str, str], language: str
) -> Iterator[Difference]:
    """What is said otherwise of a reason that stayed, or was renamed; a merge or a split says so by itself."""
    renamed = {new.follow(change.to_codes[0]): change.from_codes[0] for change in stated if change.kind == "rename"}
    remade = _came_of([change for change in stated if change.kind in ("merge", "split")])
    before = {reason.code: reason for reason in old.reasons}
    for reason in new.reasons:
        old_code = reason.code if reason.code in before else renamed.get(reason.code)
        if old_code not in before or reason.code in remade:
            continue
        was = before[old_code]
        for kind, sentence in _sayings(was, reason, old, new, language):
            if kind != "relabelled" or old_code == reason.code:
                yield Difference(kind, reason.code, labels[reason.code], sentence, (old_code,))


def _sayings(was: Reason, now: Reason, old: Taxonomy, new: Taxonomy, language: str) -> Iterator[tuple[str, str]]:
    if dict(was.labels) != dict(now.labels):
        yield "relabelled", f"Was called {was.label_in(language)}"
    redefined = [
        name
        for name, is_other in (
            ("definition", dict(was.definitions) != dict(now.definitions)),
            ("example phrases", dict(was.phrases) != dict(now.phrases)),
        )
        if is_other
    ]
    if redefined:
        yield "redefined", f"{' and '.join(redefined).capitalize()} changed"
    places = [(_place(reason, taxonomy, language)) for reason, taxonomy in ((was, old), (now, new))]
    if (was.group_code, was.department_code) != (now.group_code, now.department_code):
        yield "moved", f"Moved from {places[0]} to {places[1]}"


def _place(reason: Reason, taxonomy: Taxonomy, language: str) -> str:
    groups = {group.code: group.labels.get(language) or next(iter(group.labels.values())) for group in taxonomy.groups}
    group = groups.get(reason.group_code or "", "no group")
    department = taxonomy.departments.get(reason.department_code or "", "nobody")
    return f"{group} ({department})"


def _rerouted(old: Taxonomy, new: Taxonomy, labels: Mapping[str, str]) -> Iterator[Difference]:
    """Dispositions that lead elsewhere than the reason that they led to went by rule."""
    for code in sorted({*old.disposition_reasons, *new.disposition_reasons}):
        led_to, leads_to = old.reason_of(code), new.reason_of(code)
        if new.follow(led_to) == leads_to:
            continue
        name = new.disposition_labels.get(code) or old.disposition_labels[code]
        before, after = (name_of(each, labels) if each else "no reason" for each in (led_to, leads_to))
        about = leads_to or led_to or ""
        yield Difference(
            "rerouted",
            about,
            name_of(about, labels),
            f"Disposition {name} leads to {after} (before: {before})",
            (led_to,) if led_to else (),
            code,
        )
