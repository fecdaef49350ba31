"""Markdown: how does a brief become the text of a ticket?

Trackers render what is pasted into them, so that every word from the data is escaped: it can make no mark-up, no link,
no picture, and it calls nobody by name.
"""

import re
from typing import Any

JOINER = "\u2060"  # invisible, and no link or mention goes across it
MARKED = re.compile(r"[\\`*_{}\[\]()<>!|~&$]")
CALLING = re.compile(r"[@#]|(?<=:)(?=//)|(?i:www)(?=\.)")
OPENING = re.compile(r"^(\d*)([-+=.:)])(?=[-= ]|$)")  # a list, a rule or a heading at the start of a line


def brief(document: dict[str, Any]) -> bytes:
    """The brief's words in its order; its pictures are said by their findings and what they show."""
    parts = [
        f"# {plain(document['title'])}",
        f"{plain(document['kicker'])} · {plain(document['period'])}",
        _list(f"**{plain(pair['label'])}:** {plain(pair['text'])}" for pair in document["box"]),
        _picture(document["chart"]),
        "## Why",
        plain(document["driver_sentence"]),
        *(_picture(document[name]) for name in ("drivers", "phrases")),
        *_quotes(document["quotes"]),
        "## What was changed, and what is planned",
        _list(plain(sentence) for sentence in document["actions"]),
        "## What to watch",
        _list(plain(sentence) for sentence in document["watch"]),
        "## How the numbers are defined, and what they cover",
        _list(f"**{plain(one['term'])}:** {plain(one['text'])}" for one in document["definitions"]),
        plain(" ".join(document["coverage"])),
        plain(document["imprint"]),
    ]
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")


def plain(text: str) -> str:
    """The words as one line that Markdown shows as they are."""
    escaped = MARKED.sub(r"\\\g<0>", " ".join(text.split()))
    return CALLING.sub(rf"\g<0>{JOINER}", OPENING.sub(r"\1\\\2", escaped)).replace("#", r"\#")


def _list(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _picture(figure: dict[str, Any] | None) -> str:
    return f"**{plain(figure['title'])}.** {plain(figure['alt'])}" if figure else ""


def _quotes(quotes: list[dict[str, str]]) -> list[str]:
    if not quotes:
        return []
    said = [f"> “{plain(one['text'])}”  \n> {plain(one['source'])} · {plain(one['id'])}" for one in quotes]
    return ["## In customers' words", *said]
