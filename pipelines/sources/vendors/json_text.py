"""JSON with a text: which contact and turns does an object hold whose transcript is one written text?

Many tools keep a call as an object with an id, times and the whole conversation in one field. The fields are known by the
names that such exports use; the text is read as plain text is.
"""

from __future__ import annotations

import re
from typing import Any

from pipelines.sources.vendors.plain_text import split_dialogue
from pipelines.sources.vendors.roles import find_names
from pipelines.sources.vendors.rows import Rows, contact_row, turn_rows
from pipelines.sources.vendors.values import label, language

NAMES = {
    "contact_id": ("conversationid", "contactid", "callid", "interactionid", "sessionid", "ticketid", "id"),
    "text": ("content", "transcript", "transcripttext", "transcription", "conversation", "dialogue", "dialog", "text"),
    "started_at": ("starttime", "startedat", "startat", "callstart", "createdat", "timestamp", "date"),
    "ended_at": ("endtime", "endedat", "endat", "callend"),
    "customer_id": ("clientid", "customerid"),
    "customer_name": ("clientname", "customername"),
    "agent_label": ("agent", "agentname"),
    "language_code": ("language", "languagecode", "lang"),
}
_PRIVATE = re.compile(r"name|mail|phone|address|birth", re.IGNORECASE)  # not needed for anything


def recognises(document: Any) -> bool:
    """Whether the first object is flat and has an id and a text of more than a few words."""
    try:
        first = records(document)[0]
        fields = _fields(first)
    except (ValueError, IndexError):
        return False
    spoken = first.get(fields["text"]) if "text" in fields else None
    is_flat = not any(isinstance(each, (dict, list)) for each in first.values())
    return is_flat and "contact_id" in fields and isinstance(spoken, str) and len(spoken.split()) > 8


def records(document: Any) -> list[Any]:
    """The objects of a list, or the one object that the document is."""
    return document if isinstance(document, list) else [document]


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns; fields that have no column are kept beside it.

    Raises:
        ValueError: the object has no field with a text.
    """
    fields = _fields(document)
    spoken = document.get(fields["text"]) if "text" in fields else None
    if not isinstance(spoken, str):
        raise ValueError(f"the object has no text; its field would be named one of {', '.join(NAMES['text'])}")
    known = {name: label(document, field) for name, field in fields.items() if name not in ("text", "language_code")}
    contact_id, code = known.pop("contact_id", None) or stem, language(document, fields.get("language_code", ""))
    said, started_at = split_dialogue(spoken)
    names = find_names(dict.fromkeys(each.label for each in said if each.label))
    stated = {"started_at": started_at, "agent_label": names.get("agent"), "customer_name": names.get("customer")}
    others = {name: label(document, name) for name in document if _is_kept(name, document[name], fields)}
    contact = contact_row(
        contact_id,
        None,
        code,
        **stated | {name: value for name, value in known.items() if value},
        attributes={name: value for name, value in others.items() if value},
    )
    return [contact], turn_rows(contact_id, said, code)


def _fields(document: Any) -> dict[str, str]:
    """Which field of an object fills each of our columns."""
    if not isinstance(document, dict):
        raise ValueError("the record is not an object")
    given = {re.sub(r"[\W_]", "", name).casefold(): name for name in document}
    found = {column: next((given[name] for name in names if name in given), None) for column, names in NAMES.items()}
    return {column: name for column, name in found.items() if name is not None}


def _is_kept(name: str, value: Any, fields: dict[str, str]) -> bool:
    is_scalar = isinstance(value, str | int | float) and not isinstance(value, bool)
    return is_scalar and name not in fields.values() and not _PRIVATE.search(name)
