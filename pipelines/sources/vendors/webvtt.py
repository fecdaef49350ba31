"""WebVTT: who says what in a .vtt file?

Voice tags (<v Agent>) and Zoom's "Name: words" name the speakers; styles, regions, notes, cue ids and settings say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from pipelines.sources.vendors.cues import Cue, read_cues, said_in
from pipelines.sources.vendors.rows import Rows
from pipelines.sources.vendors.turns import rows_of

IS_TEXT = True

_LANGUAGE = re.compile(r"^Language: ?([A-Za-z]{2})\b", re.MULTILINE)
_CONTACT_ID = re.compile(r"^(?:NOTE )?contact[_ ]id: ?(\S{1,200})$", re.MULTILINE | re.IGNORECASE)


def recognises(document: object) -> bool:
    return isinstance(document, str) and document.lstrip("\ufeff").startswith("WEBVTT")


def read(document: str, stem: str) -> tuple[Rows, Rows]:
    """The contact and its turns; the id is the file's name, unless a note says `contact_id: …`.

    Raises:
        ValueError: the first line is not WEBVTT, or a time is no time.
    """
    if not recognises(document):
        raise ValueError("a WebVTT file begins with WEBVTT")
    blocks = list(_blocks(document.lstrip("\ufeff")))
    cues = [cue for block in (blocks[0][1:], *blocks[1:]) for cue in _cues_of(block)]
    head = "\n".join(line for block in blocks if not any("-->" in line for line in block) for line in block)
    language = _LANGUAGE.search(head)
    contact_id = _CONTACT_ID.search(head)
    code = language[1].lower() if language else None
    return rows_of(said_in(cues), contact_id[1] if contact_id else stem, "voice", code)


def _blocks(text: str) -> Iterator[list[str]]:
    """The lines between two empty ones."""
    for is_empty, lines in groupby(text.splitlines(), key=lambda line: not line.strip()):
        if not is_empty:
            yield list(lines)


def _cues_of(block: list[str]) -> Iterator[Cue]:
    if not block or re.match(r"(?:NOTE|STYLE|REGION)(?:\s|$)", block[0]):
        return iter(())
    return read_cues(block)
