"""Papers: which reports and proposals name somebody who goes, or show what they said?

A report in words (HTML, XLSX, PPTX, CSV) is read; its PDF goes with it, and one that stands alone goes unread. What is
deleted can be made again from what is published, without them; as it was it cannot: that is what erasing means.
"""

from __future__ import annotations

import csv
import html
import re
import zipfile
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path

from pipelines.erasing.words import plain

READ = {".html", ".csv", ".txt", ".json", ".md"}
PACKED = {".xlsx", ".pptx", ".docx"}
TAG = re.compile(r"<[^>]*>")


def forget_papers(
    folder: Path, contact_ids: Collection[str], sentences: Collection[str], with_unread: bool = False
) -> int:
    """Delete, in a folder, what names one of the contacts or shows one of the sentences; return how many files.

    Args:
        sentences: plain, as `words.plain` writes them.
        with_unread: also what cannot be read, and may show anything.
    """
    if not contact_ids and not sentences:
        return 0
    papers: dict[tuple[Path, str], list[Path]] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            papers.setdefault((path.parent, path.stem), []).append(path)
    names = (
        re.compile(r"(?<![\w-])(?:" + "|".join(map(re.escape, sorted(contact_ids))) + r")(?![\w-])")
        if contact_ids
        else None
    )
    deleted = 0
    for paths in papers.values():
        texts = [text for path in paths if (text := _text_of(path)) is not None]
        if any(_tells(text, names, sentences) for text in texts) or (with_unread and not texts):
            deleted += _delete(paths)
    return deleted


def forget_old_papers(folder: Path, before: datetime) -> int:
    """Delete what was written before a moment (UTC): the customers' words that it quotes are older still."""
    moment = before.replace(tzinfo=UTC).timestamp()
    return _delete([path for path in folder.rglob("*") if path.is_file() and path.stat().st_mtime < moment])


def forget_proposals_file(path: Path, contact_ids: Collection[str]) -> int:
    """Delete the file of what to label next where it shows the words of one of the contacts; the next training writes another."""
    if not path.exists():
        return 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        is_shown = any(row.get("contact_id") in contact_ids for row in csv.DictReader(file))
    return _delete([path]) if is_shown else 0


def _delete(paths: Collection[Path]) -> int:
    for path in paths:
        path.unlink()
    return len(paths)


def _tells(text: str, names: re.Pattern[str] | None, sentences: Collection[str]) -> bool:
    if names is not None and names.search(text):
        return True
    said = f" {plain(TAG.sub(' ', text))} "
    return any(f" {sentence} " in said for sentence in sentences)


def _text_of(path: Path) -> str | None:
    """What a file says; None where it cannot be read."""
    if path.suffix in READ:
        return html.unescape(path.read_text(encoding="utf-8", errors="replace"))
    if path.suffix not in PACKED:
        return None
    try:
        with zipfile.ZipFile(path) as packed:
            members = [
                packed.read(name).decode("utf-8", "replace") for name in packed.namelist() if name.endswith(".xml")
            ]
    except zipfile.BadZipFile:
        return None
    return html.unescape("\n".join(members))
