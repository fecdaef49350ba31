"""Loose texts: how do names of files and columns, messages and rejected rows read without what is personal?

They are no sentences: a low line joins what a space would part, a value has no words around it, and a row that lost its
columns does not say what its values are.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable

from pipelines.sources.protection import Patterns
from vocmodels.privacy import redact
from vocmodels.privacy.known_names import mask_words, word_kind
from vocmodels.privacy.personal_columns import personal_column
from vocmodels.privacy.spans import MASK, Entity, mask, take

NameTest = Callable[[str], bool]
SAME_LENGTH = re.compile(rf"{MASK.pattern}|_")
NUMBERED = re.compile(r"_\d+$")  # of the columns of one name
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
PAIR = re.compile(r'"((?:[^"\\]|\\.){1,80})"(\s*:\s*)"((?:[^"\\]|\\.)*)(?:"|$)')
WORDS = re.compile(r"[^,;\t|\"\n{}\[\]:]*[^\W\d_][^,;\t|\"\n{}\[\]:]*")
DIGIT = re.compile(r"\d")
LONGEST_ROW = 20_000  # characters of a rejected row that are kept; the file holds the rest


def mask_texts(texts: list[str], patterns: Patterns | None = None) -> list[str]:
    """Names, values and messages, masked; "_" is read as itself and as a space."""
    if not texts:
        return []
    masked = redact(texts, None, patterns)
    parted = [SAME_LENGTH.sub(lambda each: each[0] if each[0] != "_" else " ", text) for text in texts]
    again = redact([text if text != own else "" for text, own in zip(parted, texts, strict=True)], None, patterns)
    return [
        _masked(text, as_written, as_parted) if as_parted else once
        for text, once, as_written, as_parted in zip(
            texts, masked["text"], masked["entities"], again["entities"], strict=True
        )
    ]


def _masked(text: str, *found: list[dict[str, str | int]]) -> str:
    """The text with the entities of all readings masked, the longer of two that overlap."""
    entities = [(str(each["kind"]), int(each["start"]), int(each["end"])) for some in found for each in some]
    taken: list[Entity] = []
    for entity in sorted(entities, key=lambda each: each[1] - each[2]):
        take(taken, [entity])
    return mask(text, taken)


def mask_headings(names: list[str], patterns: Patterns) -> list[str]:
    """Names of columns, masked: a file that has lost its header begins with somebody's data. No two are the same."""
    masked: dict[str, None] = {}
    for name in mask_names(names, patterns):
        unused = (name if number == 1 else f"{name} {number}" for number in itertools.count(1))
        masked[next(each for each in unused if each not in masked)] = None
    return list(masked)


def mask_names(names: list[str], patterns: Patterns) -> list[str]:
    """Names of columns, masked; some may be the same then."""
    plain = [NUMBERED.sub("", name) for name in names]
    masks = mask_texts(plain, patterns)
    return [name if mask == own else mask for name, own, mask in zip(names, plain, masks, strict=True)]


def mask_misplaced(values: list[str], are_names: list[NameTest], patterns: Patterns) -> list[str]:
    """Values that stand where a time or a number belongs, masked: a name there is in a column that is not its own."""
    distinct = list(dict.fromkeys(values))
    masks = dict(zip(distinct, mask_texts(distinct, patterns), strict=True))
    known = [mask_words(masks[value], is_name)[0] for value, is_name in zip(values, are_names, strict=True)]
    return [mask_words(value, lambda word: word_kind(word) == "name")[0] for value in known]


def mask_values(rows: list[dict[str, str | None]], are_names: list[NameTest], patterns: Patterns) -> list[str]:
    """Rejected rows as JSON, each value masked by itself.

    Args:
        rows: column -> value.
        are_names: for each row what tells the words of its customer's name.
    """
    distinct = list({value: None for row in rows for value in row.values() if value})
    masks = dict(zip(distinct, mask_texts(distinct, patterns), strict=True))
    columns = list({column: None for row in rows for column in row})
    headings = dict(zip(columns, mask_headings(columns, patterns), strict=True))
    masked = [
        {headings[column]: value and mask_words(masks[value], is_name)[0] for column, value in row.items()}
        for row, is_name in zip(rows, are_names, strict=True)
    ]
    return [json.dumps(row, ensure_ascii=False) for row in masked]


def mask_rows(rows: list[str], is_unnamed: bool, patterns: Patterns) -> list[str]:
    """Rows as they stood in a file, masked.

    Args:
        is_unnamed: the rows lost their columns, and the file has columns that are personal whatever they hold: then only
            their shape stays, [TEXT] for words and # for a digit, and the line tells which row it was.
    """
    unescaped = [ESCAPED.sub(lambda match: chr(int(match[1], 16)), row[:LONGEST_ROW]) for row in rows]
    plain = [row.encode("utf-8", "replace").decode() for row in unescaped]  # half a character is no text
    if is_unnamed:
        return [DIGIT.sub("#", WORDS.sub("[TEXT]", row)) for row in plain]
    named = [PAIR.sub(_masked_pair, row) for row in plain]
    return mask_texts(named, patterns)


def _masked_pair(match: re.Match[str]) -> str:
    mask = personal_column(match[1])
    return f'"{match[1]}"{match[2]}"{mask}"' if mask and match[3] else match[0]
