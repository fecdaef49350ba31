"""Taxonomy edits: what does the taxonomy say after people changed it on a screen?

An edit is a [[change]] table, with the [[reason]] tables of what it brings under `reason`; a new reason keeps from the old
one what its table leaves out, and one that is added stands for itself. Edits apply in their order. Where it is said already
what became of a reason, in the files or by an edit before, the edit is left out: so an exported taxonomy can be taken over,
and a contradiction settled in the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from vocmodels.taxonomy import Taxonomy, parse_taxonomy
from vocmodels.taxonomy_changes import KEYS, Change, TaxonomyError, change_table, parse_change
from vocmodels.taxonomy_entries import Reason, reason_table

KEPT_BY_RENAMING = ("parent", "department", "label", "definition", "phrases")
KEPT_BY_SPLITTING = ("parent", "department")


def apply_edits(taxonomy: Taxonomy, edits: Iterable[Mapping[str, Any]]) -> Taxonomy:
    """Return the taxonomy with the edits over it.

    Args:
        edits: in the order in which they were made: kind, from, to, and optionally on, note, reason (tables as in
            reasons.toml), edit_id, edited_by, edited_at.

    Raises:
        TaxonomyError: an edit names a reason that is not there, brings one that is, or contradicts itself.
    """
    for edit in edits:
        try:
            change = stated_change(edit)
            if not is_settled(change, taxonomy):
                taxonomy = _apply(taxonomy, change, edit)
        except TaxonomyError as error:
            raise TaxonomyError(*(f"{_named(edit)}: {problem}" for problem in error.problems)) from error
    return taxonomy


def stated_change(edit: Mapping[str, Any]) -> Change:
    """Return the change that an edit states; without a day of its own it holds from the day on which it was made.

    What is added without one is counted from the first run with it.
    """
    day = None if edit.get("kind") == "add" else _day(edit.get("edited_at"))
    return parse_change({"on": day} | {key: edit[key] for key in KEYS if edit.get(key)})


def is_settled(change: Change, taxonomy: Taxonomy) -> bool:
    """Return whether the taxonomy says already, in this or another way, what became of all that would leave, or come."""
    settled = {code for each in taxonomy.changes for code in each.left_codes}
    if change.kind == "add":
        added = {code for each in taxonomy.changes if each.kind == "add" for code in each.to_codes}
        return (added | settled).issuperset(change.to_codes)
    return settled.issuperset(change.left_codes)


def is_outdone(change: Change, taxonomy: Taxonomy) -> bool:
    """Return whether a change is left out because the taxonomy says otherwise what became of all that would leave, or come."""
    stated = {(each.kind, frozenset(each.from_codes), frozenset(each.to_codes)) for each in taxonomy.changes}
    is_stated = (change.kind, frozenset(change.from_codes), frozenset(change.to_codes)) in stated
    return is_settled(change, taxonomy) and not is_stated


def _apply(taxonomy: Taxonomy, change: Change, edit: Mapping[str, Any]) -> Taxonomy:
    there = {reason.code: reason for reason in taxonomy.reasons}
    _check_codes(change, there)
    brought = {str(table.get("code")): table for table in edit.get("reason") or []}
    if change.kind == "add" and change.to_codes[0] not in brought:
        raise TaxonomyError(f"the {change.said()} brings no reason of that code. Give its [[reason]] table with it.")
    tables = _tables_after(change, there, brought)
    document, dispositions, departments = taxonomy.files()
    document |= {"reason": tables, "change": [*document["change"], change_table(change)]}
    return parse_taxonomy(document, dispositions, departments)


def _check_codes(change: Change, there: Mapping[str, Reason]) -> None:
    for code in change.from_codes:
        if code not in there:
            raise TaxonomyError(
                f'"{code}" is no reason. Correct the code, or say in reasons.toml what became of it: a [[change]] with '
                f'from = "{code}" settles it.'
            )
    for code in change.to_codes:
        if code in there and change.kind in ("rename", "split", "add"):
            raise TaxonomyError(f'"{code}" is a reason already. Give what comes a new code, or merge into it.')
        if code not in there and change.kind == "retire":
            raise TaxonomyError(f'"{code}" is no reason, and cannot take over. Name one that is there, or none.')


def _tables_after(
    change: Change, there: Mapping[str, Reason], brought: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """The [[reason]] tables after a change; what comes stands where the first that left stood, what is added, last."""
    tables = {code: reason_table(reason) for code, reason in there.items()}
    if change.kind == "add":
        return [*tables.values(), _made(change.to_codes[0], {}, (), brought)]
    old = [tables[code] for code in change.from_codes]
    if change.kind == "rename":
        new = [_made(change.to_codes[0], old[0], KEPT_BY_RENAMING, brought)]
    elif change.kind == "merge":
        new = [_merged(change.to_codes[0], tables, old, brought)]
    elif change.kind == "split":
        new = [_made(code, old[0], KEPT_BY_SPLITTING, brought) for code in change.to_codes]
    else:
        new = [tables[code] for code in change.to_codes]
    place = list(tables).index(change.from_codes[0])
    gone = {*change.from_codes, *change.to_codes}
    before = [table for code, table in list(tables.items())[:place] if code not in gone]
    after = [table for code, table in list(tables.items())[place:] if code not in gone]
    return [*before, *new, *after]


def _made(
    code: str, old: Mapping[str, Any], kept: tuple[str, ...], brought: Mapping[str, Mapping[str, Any]]
) -> dict[str, Any]:
    """The table of a new reason: what is brought for it, over what it keeps of an old one."""
    return {key: old[key] for key in kept if key in old} | dict(brought.get(code, {})) | {"code": code}


def _merged(
    code: str,
    tables: Mapping[str, Mapping[str, Any]],
    old: list[dict[str, Any]],
    brought: Mapping[str, Mapping[str, Any]],
) -> dict[str, Any]:
    """The table of what reasons are merged into, which may be one of them: the phrases of all, its own first."""
    own = [tables[code]] if code in tables else []
    whole = _made(code, own[0] if own else old[0], KEPT_BY_RENAMING if own else KEPT_BY_SPLITTING, brought)
    phrases: dict[str, list[str]] = {}
    for table in [*([whole] if "phrases" in whole else []), *old]:
        for language, texts in (table.get("phrases") or {}).items():
            phrases[language] = list(dict.fromkeys([*phrases.get(language, []), *texts]))
    return whole | {"phrases": phrases}


def _day(moment: object) -> date | None:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment.date() if isinstance(moment, datetime) else None


def _named(edit: Mapping[str, Any]) -> str:
    number = f" {edit['edit_id']}" if "edit_id" in edit else ""
    by = f" of {edit['edited_by']}" if "edited_by" in edit else ""
    return f"The taxonomy edit{number}{by}"
