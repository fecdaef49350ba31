"""Markup: what does a piece of HTML, or of a subtitle's tags, say?"""

from __future__ import annotations

import html
import re

_TAG = re.compile(r"(<!--|-->|</?[A-Za-z][^<>]*>|</?[\d:.]+>)")
_BREAKS = frozenset(["br", "p", "div", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote"])
_UNSAID = frozenset(("script", "style", "head"))


def read_markup(text: str) -> str:
    """The words without tags, comments, scripts and entities; a paragraph is a line."""
    if "<" not in text and "&" not in text:
        return text.strip()
    words: list[str] = []
    unsaid: str | None = None  # the tag whose end is waited for
    for piece in _TAG.split(text):
        name = _name(piece)
        if unsaid is not None:
            unsaid = None if name == unsaid else unsaid
        elif name == "<!--" or name in _UNSAID:
            unsaid = "-->" if name == "<!--" else f"/{name}"
        elif name is None:
            words.append(html.unescape(piece))
        elif name.lstrip("/") in _BREAKS:
            words.append("\n")
    lines = (" ".join(line.split()) for line in "".join(words).splitlines())
    return "\n".join(line for line in lines if line)


def _name(piece: str) -> str | None:
    """The name of a tag ("p", "/p", "<!--"), or None for words."""
    if piece in ("<!--", "-->"):
        return piece
    if not _TAG.fullmatch(piece):
        return None
    found = re.match(r"</?[A-Za-z][\w-]{0,30}", piece)
    return found[0][1:].lower() if found else ""
