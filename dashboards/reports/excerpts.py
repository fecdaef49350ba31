"""Excerpts: how did customers and agents speak of it? A few turns of three conversations, around what is quoted."""

from __future__ import annotations

import textwrap
from typing import Any

import duckdb

from dashboards.reports.source import rows
from dashboards.sentences import SPEAKERS, format_date

EXCERPTS = 3
TURNS_BEFORE, TURNS_AFTER = 2, 3
LONGEST_TURN = 220  # characters; the Contacts page has the whole
AROUND = """
    select turn_index, speaker, text, language_code from marts.turn
    where contact_id = $contact and turn_index between $first and $last order by turn_index"""


def around(con: duckdb.DuckDBPyConnection, quotes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Up to three stretches of conversation, the quoted turn in each; none for a reader who may see no transcript.

    Args:
        quotes: in order, the rows of a mart of quotes; of each contact the first counts, if somebody answered in it.
    """
    of_contacts: dict[str, dict[str, Any]] = {}
    for quote in quotes:
        of_contacts.setdefault(quote["contact_id"], quote)
    told = [_around(con, quote) for quote in of_contacts.values()]
    spoken = [excerpt for excerpt in told if len({turn["speaker"] for turn in excerpt["turns"]}) > 1]
    return sorted(spoken, key=lambda excerpt: len(excerpt["turns"]) <= TURNS_AFTER)[:EXCERPTS]  # letters last


def _around(con: duckdb.DuckDBPyConnection, quote: dict[str, Any]) -> dict[str, Any]:
    at = quote["turn_index"]
    turns = rows(con, AROUND, contact=quote["contact_id"], first=at - TURNS_BEFORE, last=at + TURNS_AFTER)
    return {
        "source": f"{quote['channel_label']}, {format_date(quote['contact_date'])}",
        "id": quote["contact_id"],
        "turns": [
            {
                "turn_index": turn["turn_index"],
                "speaker": SPEAKERS[turn["speaker"]],
                "text": textwrap.shorten(turn["text"], LONGEST_TURN, placeholder=" …"),
                "language": turn["language_code"] or quote["language_code"],
                "is_quoted": turn["turn_index"] == at,
            }
            for turn in turns
        ],
    }
