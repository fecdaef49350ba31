"""How does one line of a phrase book become many sentences?

A line holds choices `{a|b|c}` (nested, an empty one allowed) and slots `<name>`. It is parsed once and
expanded often, so a sentence costs microseconds.
"""

import random
import re
from collections.abc import Callable, Mapping
from functools import lru_cache

Slots = Mapping[str, Callable[[], str]]
_TOKEN = re.compile(r"[{}|]|<[a-z0-9]+>|[^{}|<]+|<")
_SPACES = re.compile(r"\s+")
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?])")


class PhraseError(ValueError):
    """A line of a phrase book whose braces do not match."""


def expand(line: str, rng: random.Random, slots: Slots) -> str:
    """Return one sentence of a line, its slots filled and its spaces tidied."""
    parts: list[str] = []
    _walk(_parse(line), rng, slots, parts)
    return _SPACE_BEFORE.sub(r"\1", _SPACES.sub(" ", "".join(parts))).strip()


def _walk(node: tuple, rng: random.Random, slots: Slots, parts: list[str]) -> None:
    for item in node:
        if isinstance(item, tuple):
            _walk(item[int(rng.random() * len(item))], rng, slots, parts)
        elif item[0] == "<" and item[1:-1] in slots:
            parts.append(slots[item[1:-1]]())
        else:
            parts.append(item)


@lru_cache(maxsize=20_000)
def _parse(line: str) -> tuple:
    tokens = _TOKEN.findall(line)
    node, position = _sequence(tokens, 0, line)
    if position != len(tokens):
        raise PhraseError(f"A brace is closed that was not opened: {line}")
    return node


def _sequence(tokens: list[str], position: int, line: str) -> tuple[tuple, int]:
    """Parse up to the next closing sign of this level; a tuple within is a choice of sequences."""
    items: list = []
    while position < len(tokens) and tokens[position] not in "|}":
        if tokens[position] == "{":
            choice, position = _choice(tokens, position + 1, line)
            items.append(choice)
        else:
            items.append(tokens[position])
            position += 1
    return tuple(items), position


def _choice(tokens: list[str], position: int, line: str) -> tuple[tuple, int]:
    options: list[tuple] = []
    while True:
        option, position = _sequence(tokens, position, line)
        options.append(option)
        if position >= len(tokens):
            raise PhraseError(f"A brace is opened that is not closed: {line}")
        if tokens[position] == "}":
            return tuple(options), position + 1
        position += 1
