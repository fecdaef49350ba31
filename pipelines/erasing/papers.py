"""Papers: which reports and proposals name somebody who goes, or show what they said?

A report in words (HTML, XLSX, PPTX, CSV) is read; its PDF goes with it, and one that stands alone goes unread. What is
deleted can be made again from what is published, without them; as it was it cannot: that is what erasing means.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Collection
from pathlib import Path

from pipelines.erasing.words import plain

READ = {".html", ".csv", ".txt", ".json"}
PACKED = {".xlsx", ".pptx", ".docx"}
TAG = re.compile(r"<[^>]*>")


def forget_papers(folders: Collection[Path], contact_ids: Collection[str], sentences: Collection[str]) -> int:
    """Delete, in these folders, what names one of the contacts or shows one of the sentences; return how many files.

    Args:
        sentences: plain, as `words.plain` writes them.
    """
    deleted = 0
    papers: dict[tuple[Path, str], list[Path]] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")) if folder.is_dir() else [folder]:
            if path.is_file():
                papers.setdefault((path.parent, path.stem), []).append(path)
    names = sorted(contact_ids)
    for paths in papers.values():
        texts = [text for path in paths if (text := _text_of(path)) is not None]
        if not texts or any(_tells(text, names, sentences) for text in texts):
            for path in paths:
                path.unlink()
            deleted += len(paths)
    return deleted


def _tells(text: str, contact_ids: list[str], sentences: Collection[str]) -> bool:
    if any(contact_id in text for contact_id in contact_ids):
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
