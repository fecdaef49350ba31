"""Markdown: how does a report become the text of a ticket or a wiki?

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
        *_head(document, document["box"]),
        _picture(document["chart"]),
        "## Why",
        plain(document["driver_sentence"]),
        *(_picture(document[name]) for name in ("drivers", "phrases")),
        *_quotes(document["quotes"]),
        "## What was changed, and what is planned",
        _list(plain(sentence) for sentence in document["actions"]),
        "## What to watch",
        _list(plain(sentence) for sentence in document["watch"]),
        *_excerpts(document["excerpts"]),
        *_small_print(document),
    ]
    return _joined(parts)


def weekly(document: dict[str, Any]) -> bytes:
    """The weekly report's words in its order, for a wiki, a channel or a mail."""
    parts = [
        *_head(document, document["lead"]),
        _list(_number(figure) for figure in document["figures"]),
        _picture(document["chart"]),
        "## Above the usual level" if document["spikes"] else plain(document["no_spike"]),
        *(part for spike in document["spikes"] for part in _finding(spike, "drivers")),
        *(["## What customers newly say"] if document["topics"]["topics"] else []),
        *(part for topic in document["topics"]["topics"] for part in _finding(topic, "slices")),
        plain(document["topics"]["note"]),
        "## Reasons",
        _table(document["reasons"]["columns"], document["reasons"]["rows"]),
        plain(document["reasons"]["note"]),
        "## What was changed, and what is planned",
        _list(plain(sentence) for sentence in document["actions"]),
        "## How contacts were handled",
        plain(document["handling"]["sentence"]),
        _table(document["handling"]["columns"], document["handling"]["rows"]),
        *_quotes([quote for group in document["quotes"] for quote in group["quotes"]]),
        *_small_print(document),
    ]
    return _joined(parts)


def sections(document: dict[str, Any]) -> bytes:
    """A report that is made of sections (the monthly one, the one on data), in its order."""
    parts = [
        *_head(document, document["lead"]),
        _list(_number(figure) for figure in document["figures"]),
        _picture(document["chart"]),
        *(part for section in document["sections"] for part in _section(section)),
        *_small_print(document),
    ]
    return _joined(parts)


def _section(section: dict[str, Any]) -> list[str]:
    tables = [part for one in section["tables"] for part in (_table(one["columns"], one["rows"]), plain(one["note"]))]
    return [f"## {plain(section['title'])}", *map(plain, section["sentences"]), _picture(section["chart"]), *tables]


def _joined(parts: list[str]) -> bytes:
    return ("\n\n".join(part for part in parts if part) + "\n").encode("utf-8")


def _head(document: dict[str, Any], pairs: list[dict[str, str]]) -> list[str]:
    return [
        f"# {plain(document['title'])}",
        f"{plain(document['kicker'])} · {plain(document['period'])}",
        *(plain(line) for line in document.get("changed", [])),
        _list(f"**{plain(pair['label'])}:** {plain(pair['text'])}" for pair in pairs),
    ]


def _small_print(document: dict[str, Any]) -> list[str]:
    return [
        "## How the numbers are defined, and what they cover",
        _list(f"**{plain(one['term'])}:** {plain(one['text'])}" for one in document["definitions"]),
        plain(" ".join(document["coverage"])),
        plain(document["imprint"]),
    ]


def _number(figure: dict[str, str]) -> str:
    beside = ", ".join(part for part in (figure["change"], figure["note"]) if part)
    return f"**{plain(figure['label'])}:** {plain(figure['value'])}" + (f" ({plain(beside)})" if beside else "")


def _finding(finding: dict[str, Any], explained: str) -> list[str]:
    """A spike or a topic: its headline, why, its picture in words, and what was said."""
    said = [plain(sentence) for sentence in (*finding["sentences"], finding.get("state")) if sentence]
    pictures = [_picture(finding["chart"]), _picture(finding[explained])]
    return [f"### {plain(finding['title'])}", _list(said), *pictures, *_said(finding["quotes"])]


def _table(columns: list[str], rows: list[list[str]]) -> str:
    if not rows:
        return ""
    head, *body = (f"| {' | '.join(plain(cell) for cell in line)} |" for line in (columns, *rows))
    return "\n".join([head, "|---|" + "---:|" * (len(columns) - 1), *body])


def plain(text: str) -> str:
    """The words as one line that Markdown shows as they are."""
    escaped = MARKED.sub(r"\\\g<0>", " ".join(text.split()))
    return CALLING.sub(rf"\g<0>{JOINER}", OPENING.sub(r"\1\\\2", escaped)).replace("#", r"\#")


def _list(lines: Any) -> str:
    return "\n".join(f"- {line}" for line in lines)


def _picture(figure: dict[str, Any] | None) -> str:
    return f"**{plain(figure['title'])}.** {plain(figure['alt'])}" if figure else ""


def _excerpts(excerpts: list[dict[str, Any]]) -> list[str]:
    """Each conversation behind its place, a turn a line, the quoted one in bold."""
    told = []
    for excerpt in excerpts:
        told.append(f"**{plain(excerpt['source'])} · {plain(excerpt['id'])}**")
        told.append(_list(f"{plain(turn['speaker'])}: {_turn(turn)}" for turn in excerpt["turns"]))
    return ["## From the conversations", *told] if told else []


def _turn(turn: dict[str, Any]) -> str:
    return f"**{plain(turn['text'])}**" if turn["is_quoted"] else plain(turn["text"])


def _quotes(quotes: list[dict[str, Any]]) -> list[str]:
    return ["## In customers' words", *_said(quotes)] if quotes else []


def _said(quotes: list[dict[str, Any]]) -> list[str]:
    return [f"> “{plain(one['text'])}”  \n> {plain(one['source'])} · {plain(one['id'])}" for one in quotes]
