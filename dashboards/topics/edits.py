"""Edits: which edit of the taxonomy makes a topic a reason, and what speaks against it?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from itertools import count
from typing import Any

from dashboards import marts
from pipelines.settings import load_settings
from pipelines.workspace import LIKE_PERSONAL_DATA, open_workspace

CODE = re.compile(r"[a-z][a-z0-9_]{1,59}")
LONGEST_CODE = 60
RESERVED = {"unsure", "unassigned"}


def read_edits() -> list[dict[str, Any]]:
    """The edits of the taxonomy in the order in which they were made.

    Raises:
        WorkspaceError: the workspace cannot be opened or read.
    """
    with open_workspace(load_settings()) as workspace:
        return workspace.taxonomy_edits()


def read_history() -> list[dict[str, Any]]:
    """The same with those that were taken back, and with what took them back.

    Raises:
        WorkspaceError: as `read_edits`.
    """
    with open_workspace(load_settings()) as workspace:
        return workspace.taxonomy_edit_history()


def made_of(topic_code: str, edits: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The edit that made a topic a reason, if there is one."""
    return next((edit for edit in edits if edit.get("kind") == "add" and edit.get("topic") == topic_code), None)


def problem_of(wanted: Mapping[str, Any], taken: set[str]) -> str:
    """What has to be corrected before a reason can be added; nothing where it can.

    Args:
        wanted: label, code, definition, phrases (language -> texts).
        taken: the codes that are or were a reason, or will be one.
    """
    for field, name in (("label", "a label"), ("code", "a code"), ("definition", "a definition")):
        if not wanted[field]:
            return f"The reason needs {name}. Fill it in."
    if not any(wanted["phrases"].values()):
        return "The reason needs an example of how customers say it. Write one a line."
    code = wanted["code"]
    if not CODE.fullmatch(code):
        return f"The code {code!r} cannot be used. Write small letters, digits and underscores, such as missing_points."
    if code in taken | RESERVED:
        return f"{code!r} is a reason already, or was one. Give this one another code."
    said = [wanted["label"], wanted["definition"], *(text for texts in wanted["phrases"].values() for text in texts)]
    if any(LIKE_PERSONAL_DATA.search(text) for text in said):
        return "This looks like personal data (an @, five digits in a row or a telephone number). Say it without it."
    return ""


def edit_of(topic: Mapping[str, Any], wanted: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The edit of the taxonomy that adds the reason, its reason as a table of reasons.toml."""
    table = {
        "code": wanted["code"],
        "label": {language: wanted["label"]},
        "definition": {language: wanted["definition"]},
        "phrases": {code: texts for code, texts in wanted["phrases"].items() if texts},
    }
    table |= {key: wanted[key] for key in ("parent", "department") if wanted[key]}
    note = f"from the topic “{topic['topic_label']}”"
    return {"kind": "add", "to": [wanted["code"]], "topic": topic["topic_code"], "note": note, "reason": [table]}


def free_code(label: str, taken: set[str]) -> str:
    """A code that a label suggests and no reason has: Points missing in wallet becomes points_missing_in_wallet."""
    letters = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    code = re.sub(r"[^a-z0-9]+", "_", letters).strip("_")[: LONGEST_CODE - 3]
    numbered = (f"{code}_{number}" for number in count(2))
    return code if code not in taken else next(each for each in numbered if each not in taken)


def taken_codes(edits: list[dict[str, Any]]) -> set[str]:
    """The codes that are a reason or were one, in what was published and in what was edited since."""
    edited = {code for edit in edits for key in ("from", "to") for code in codes_of(edit.get(key))}
    return set(marts.reasons()["reason_code"]) | set(marts.old_codes()) | edited


def codes_of(codes: object) -> list[str]:
    """The codes of one side of an edit, which may be written as one or as a list."""
    return [codes] if isinstance(codes, str) else list(codes) if isinstance(codes, list | tuple) else []
