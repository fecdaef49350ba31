"""SRT: who says what in a .srt file?"""

from __future__ import annotations

from itertools import groupby

from pipelines.sources.vendors.cues import TIMING, read_cues, said_in
from pipelines.sources.vendors.rows import Rows
from pipelines.sources.vendors.turns import rows_of

IS_TEXT = True


def recognises(document: object) -> bool:
    """Whether a time, below the number of its cue, is what the text begins with."""
    if not isinstance(document, str):
        return False
    lines = [line for line in document[:2_000].lstrip("\ufeff").splitlines() if line.strip()][:2]
    if lines and lines[0].strip().isdigit():
        lines = lines[1:]
    return bool(lines and TIMING.match(lines[0]))


def read(document: str, stem: str) -> tuple[Rows, Rows]:
    """The contact, whose id is the file's name, and its turns.

    Raises:
        ValueError: there is no cue, or a time is no time.
    """
    lines = document.lstrip("\ufeff").splitlines()
    blocks = [list(block) for is_empty, block in groupby(lines, key=lambda line: not line.strip()) if not is_empty]
    cues = [cue for block in blocks for cue in read_cues(block)]
    if not cues:
        raise ValueError("an SRT file holds times like 00:00:01,000 --> 00:00:02,500")
    return rows_of(said_in(cues), stem, "voice")
