"""Said: what did the customers behind an alert, a reason or a topic say, and which of their words set it apart?

The turns of many subjects are read at once: on a long history looking for them takes longer than reading them.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import duckdb
import pandas as pd

from pipelines.warehouse import insert
from vocmodels.phrases import separate
from vocmodels.quotes import choose_quotes


@dataclass(frozen=True)
class SaidSettings:
    """How many contacts are read, and how much of them is shown."""

    quote_count: int = 10
    quoted_contacts: int = 400  # that quotes are chosen from
    compared_contacts: int = 2000  # of an alert, and of usual ones, whose words are compared


SAID_IN = {  # the turns in which each of the chosen contacts says why it counts for a subject
    "reason": (
        "select contact_id, turn_index from findings.reason_mention"
        " join findings.contact_reason using (contact_id, reason_code)"
        " where contact_id in (select contact_id from chosen)"
    ),
    "topic": (
        "select contact_id, turn_index from findings.problem_text"
        " where turn_index is not null and contact_id in (select contact_id from chosen)"
    ),
}


def customer_turns(
    warehouse: duckdb.DuckDBPyConnection,
    behind: str,
    subject_codes: Sequence[str],
    said_in: str,
    settings: SaidSettings = SaidSettings(),
) -> pd.DataFrame:
    """The turns in which contacts say their reason, or their problem, else all of their customers'; of a sample of each
    subject's contacts, drawn by the hash of the id.

    Args:
        behind: SELECT of subject_code, contact_id, is_driver and is_usual (to be compared with the others of the subject).
        subject_codes: those that are read.
        said_in: reason or topic, a key of SAID_IN.

    Returns:
        subject_code, contact_id, turn_index, speaker, text, language_code, is_driver, is_usual, place (of the contact in the
        sample, from 1), sorted by subject_code, contact_id and turn_index.
    """
    return warehouse.execute(
        f"with behind as materialized (from ({behind}) where subject_code in (select unnest(?))),"
        " chosen as (select *, row_number() over (partition by subject_code, is_usual order by not is_driver, hash(contact_id))"
        " as place from behind where contact_id in (select contact_id from core.turn) qualify place <= ?),"
        f" said as ({SAID_IN[said_in]})"
        " select chosen.subject_code, turn.contact_id, turn.turn_index, turn.speaker, turn.text, turn.language_code,"
        " chosen.is_driver, chosen.is_usual, chosen.place"
        " from core.turn as turn join chosen using (contact_id) where turn.speaker = 'customer'"
        " and ((contact_id, turn_index) in (from said) or contact_id not in (select contact_id from said))"
        " order by chosen.subject_code, turn.contact_id, turn.turn_index",
        [list(subject_codes), settings.compared_contacts],
    ).df()


def name_phrases(warehouse: duckdb.DuckDBPyConnection, alert_id: str, turns: pd.DataFrame) -> list[str]:
    """Write and return the phrases that an alert's contacts say and the usual ones of its subject hardly do."""
    said = [_texts(turns[turns["is_usual"] == is_usual]) for is_usual in (False, True)]
    is_event = [True] * len(said[0]) + [False] * len(said[1])
    both = pd.concat(said)
    found = separate(both["text"], is_event, both["language_code"])
    rows = found.rename(columns={"event_count": "alert_count"})
    insert(warehouse, "findings.alert_phrase", rows.assign(alert_id=alert_id, phrase_rank=range(1, len(rows) + 1)))
    return found["phrase"].tolist()


def quote(
    warehouse: duckdb.DuckDBPyConnection,
    kind: str,
    code: str,
    turns: pd.DataFrame,
    phrases: Collection[str] = (),
    settings: SaidSettings = SaidSettings(),
) -> None:
    """Choose quotes, such as carry one of the phrases first: from the contacts of the driving slice, then the others."""
    turns = turns[~turns["is_usual"] & (turns["place"] <= settings.quoted_contacts)]
    if turns.empty:
        return
    chosen = choose_quotes(turns[turns["is_driver"]], settings.quote_count, phrases)
    if len(chosen) < settings.quote_count:
        others = choose_quotes(turns[~turns["is_driver"]], settings.quote_count - len(chosen), phrases)
        chosen = pd.concat([chosen, others])
    rows = chosen.assign(subject_kind=kind, subject_code=code, quote_rank=range(1, len(chosen) + 1))
    insert(warehouse, "findings.quote", rows)


def _texts(turns: pd.DataFrame) -> pd.DataFrame:
    """One row per contact: its turns as one text, a line each, and the language of the first."""
    return turns.groupby("contact_id").agg(text=("text", "\n".join), language_code=("language_code", "first"))
