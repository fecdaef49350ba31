"""Turns: what are the contact and the turns of a transcript that was read from text?"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.sources.vendors.roles import find_names
from pipelines.sources.vendors.rows import Rows, Said, contact_row, turn_rows


def rows_of(
    said: Sequence[Said],
    contact_id: str,
    channel: str | None,
    language: str | None = None,
    started_at: str | None = None,
) -> tuple[Rows, Rows]:
    """The contact (one row) and its turns, with the roles that the labels state."""
    names = find_names(dict.fromkeys(each.label for each in said if each.label))
    contact = contact_row(
        contact_id,
        channel,
        language,
        started_at=started_at,
        agent_label=names.get("agent"),
        customer_name=names.get("customer"),
    )
    return [contact], turn_rows(contact_id, said, language)
