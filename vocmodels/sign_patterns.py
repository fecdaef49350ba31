"""Sign patterns: which turns say one of the things that a list of word patterns describes?

The lists are `assets/customer_signs.toml`, whose head says how a pattern is written. A pattern never reaches beyond a
sentence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from sklearn.feature_extraction.text import strip_accents_unicode

from vocmodels.columns import text_column

SIGNS = Path(__file__).resolve().parent / "assets" / "customer_signs.toml"
GAP = r"(?:[a-z0-9]+ ){0,5}"
NAME = re.compile(r"\{(\w+)\}")
MASK, APOSTROPHE, SENTENCE_END, NO_WORD = r"\[[A-Z_]+\]", r"['’`´]", r"[.!?;:\n]+", r"[^a-z0-9.]+"


def says(written: pa.Array, family: str, sign: str, speaker: str = "customer") -> np.ndarray:
    """Return whether each text says what the patterns of `family`.`sign` for this speaker describe, as bool (texts,).

    Args:
        written: texts as from `plain`.
        family, sign: a table of `customer_signs.toml`, as ("effort", "repeat").
        speaker: whose patterns; False throughout where the sign has none for them.
    """
    table = signs_of(family)[sign]
    if speaker not in table:
        return np.zeros(len(written), dtype=bool)
    found = _match(written, table[speaker])
    if "unless" in table and found.any():
        rows = np.flatnonzero(found)
        said = written.take(pa.array(rows)).to_pylist()
        found[rows] = [_is_said(text, table[speaker], table["unless"]) for text in said]
    return found


def signs_of(family: str) -> dict[str, dict[str, list[str]]]:
    """Return the signs of a family in the order of the file, with their patterns."""
    return _read_signs()[family]


def plain(texts: Iterable[str | None]) -> pa.Array:
    """Return the texts as patterns read them: words between single blanks, sentences apart by " . "."""
    written = pc.fill_null(text_column(texts), "")
    bare = pc.utf8_lower(pc.replace_substring_regex(written, MASK, " "))
    is_ascii = pc.string_is_ascii(bare).to_numpy(zero_copy_only=False)
    if not is_ascii.all():
        bare = pa.array([strip_accents_unicode(each) for each in bare.to_pylist()], type=pa.large_string())
    for pattern, instead in ((APOSTROPHE, ""), (SENTENCE_END, " . "), (NO_WORD, " ")):
        bare = pc.replace_substring_regex(bare, pattern, instead)
    blank, nothing = (pa.scalar(each, type=pa.large_string()) for each in (" ", ""))
    return pc.binary_join_element_wise(blank, pc.utf8_trim_whitespace(bare), blank, nothing)


def _is_said(text: str, patterns: Sequence[str], exceptions: Sequence[str]) -> bool:
    """Whether one sentence says it and is no exception."""
    sentences = pa.array([f" {each.strip()} " for each in text.split(" . ")], type=pa.large_string())
    return bool((_match(sentences, patterns) & ~_match(sentences, exceptions)).any())


def _match(written: pa.Array, patterns: Sequence[str]) -> np.ndarray:
    return pc.match_substring_regex(written, _compiled(tuple(patterns))).to_numpy(zero_copy_only=False).copy()


@lru_cache(maxsize=64)
def _compiled(patterns: tuple[str, ...]) -> str:
    """All patterns as one expression, which RE2 searches in one pass."""
    return "|".join(f"(?:{_expression(pattern, _read_signs()['words'])})" for pattern in patterns)


def _expression(pattern: str, words: Mapping[str, Any]) -> str:
    """The regular expression of a pattern: each word of it begins after a blank and ends with one."""
    said = f" {pattern.rstrip('$')} ".replace("... ", GAP).rstrip()
    ends = "" if said.endswith((GAP.rstrip(), " )?")) else " "
    filled = NAME.sub(lambda found: f"(?:{words[found[1]]})", said)
    return filled + ends + (r"(?:\.|$)" if pattern.endswith("$") else "")


@lru_cache(maxsize=1)
def _read_signs() -> dict[str, Any]:
    return tomllib.loads(SIGNS.read_text(encoding="utf-8"))
