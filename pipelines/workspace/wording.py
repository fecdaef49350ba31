"""Wording: which words may people leave in the workspace?"""

from __future__ import annotations

import re

LIKE_PERSONAL_DATA = re.compile(r"@|\d{5}|(?:\d[ ./()-]*){9}")  # an address; an order; a telephone, but no date


class WorkspaceError(Exception):
    """The workspace cannot be opened, read or written; the message says why and what to do, and holds no secret."""


def refuse_personal_data(text: str | None) -> None:
    """Keep out what looks like personal data.

    Raises:
        WorkspaceError: it does.
    """
    if text and LIKE_PERSONAL_DATA.search(text):
        raise WorkspaceError(
            "This looks like personal data (an @, five digits in a row or a telephone number). Say it without."
        )
