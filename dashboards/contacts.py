"""Contacts: which ones match, and what was said in one of them?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboards import patterns
from dashboards.marts import ask
from dashboards.searching import Node
from dashboards.view import INSIDE, View

BLOCK = 500  # results that are read at once, newest first
MOST_EXPORTED = 10_000
IN_TIME = "(contact_date between $start and $end or ($undated and contact_date is null))"
LISTED = """contact_id, started_local, contact_date, channel_label, language_label, reason_label, disposition_label,
    has_transcript, first_words"""
MATCHING = f"""
    with matching as materialized (
        select {LISTED}, reason_code from marts.contact
        where {IN_TIME}
            and ($day::date is null or contact_date = $day)
            and {INSIDE}
            and ($topic = '' or topic_code = $topic)
            and ($disposition = '' or disposition_code = $disposition)
"""
NEWEST_FIRST = "order by started_local desc nulls last, contact_id"


@dataclass(frozen=True)
class Search:
    """What the reader asked for on the Contacts page, beside the view."""

    asked: Node | None = None
    disposition_code: str = ""
    topic_code: str = ""
    is_undated_wanted: bool = False
    day: date | None = None  # that was clicked


def _find(select: str, view: View, search: Search, **more: object) -> pd.DataFrame:
    said, values = patterns.compile_query(search.asked, IN_TIME) if search.asked else ("true", {})
    return ask(
        f"{MATCHING} and {said}) {select}",
        start=view.start,
        end=view.end,
        **view.wanted,
        disposition=search.disposition_code,
        topic=search.topic_code,
        undated=search.is_undated_wanted,
        day=search.day,
        **values,
        **more,
    )


def count_by_day(view: View, search: Search) -> pd.DataFrame:
    """One row per day (null: undated) with the matching contacts and how many of them are not sure or have a text."""
    found = _counted_and_listed(view, search)
    counts = ["contact_count", "unsure_count", "transcript_count"]
    return found.loc[found["is_day"], ["contact_date", *counts]].astype(dict.fromkeys(counts, int))


def block(view: View, search: Search, number: int) -> pd.DataFrame:
    """Some of the matching contacts, newest first: the BLOCK rows after those of the blocks before (the first is 0)."""
    if number:
        return _listed(view, search, BLOCK, number * BLOCK)
    found = _counted_and_listed(view, search)
    return found.loc[~found["is_day"], LISTED.replace(",", " ").split()].reset_index(drop=True)


def _counted_and_listed(view: View, search: Search) -> pd.DataFrame:
    """The days and the first block in one answer, so that the transcripts are read once."""
    select = f""", day as (
            select contact_date, count(*) as contact_count, count(*) filter (reason_code = 'unsure') as unsure_count,
                count(*) filter (has_transcript) as transcript_count
            from matching group by all order by contact_date nulls last
        ), listed as (select {LISTED} from matching {NEWEST_FIRST} limit $limit)
        select true as is_day, * from day union all by name select false as is_day, * from listed"""
    return _find(select, view, search, limit=BLOCK)


def all_found(view: View, search: Search) -> pd.DataFrame:
    """The matching contacts for a download, newest first, at most MOST_EXPORTED; with words, those that made each match."""
    found = _listed(view, search, MOST_EXPORTED, 0)
    return with_snippets(found, search.asked)


def _listed(view: View, search: Search, limit: int, offset: int) -> pd.DataFrame:
    select = f"select {LISTED} from matching {NEWEST_FIRST} limit $limit offset $offset"
    return _find(select, view, search, limit=limit, offset=offset)


def with_snippets(found: pd.DataFrame, asked: Node | None) -> pd.DataFrame:
    """The same rows with `words`: those around the first hit of the search, or the first of the contact."""
    if asked is None or found.empty:
        return found.assign(words=found["first_words"])
    hit, values = patterns.first_hit(asked)
    # The words are looked for in the aggregates: as a condition of the rows, DuckDB would look through all transcripts.
    sql = f"""
        select contact_id, arg_min(text, turn_index) filter ({hit}) as text,
            arg_min(speaker, turn_index) filter ({hit}) as speaker
        from marts.turn where contact_id in (select unnest($ids::varchar[]))
        group by contact_id having text is not null"""
    said = ask(sql, ids=tuple(found["contact_id"]), **values).set_index("contact_id")
    cut = {key: patterns.snippet(row.text, patterns.marks(asked, row.speaker)) for key, row in said.iterrows()}
    return found.assign(words=found["contact_id"].map(cut))


def dispositions() -> pd.DataFrame:
    """The codes that agents chose, most frequent first."""
    sql = """select disposition_code, any_value(disposition_label) as disposition_label from marts.contact
        where disposition_code is not null group by disposition_code
        order by count(*) desc, disposition_code limit 500"""
    return ask(sql)


def contact(contact_id: str) -> pd.DataFrame:
    """What is known of a contact; topic_label is null where what it says fits no topic."""
    sql = """select contact.*, topic_label from marts.contact
        left join marts.topic using (topic_code) where contact_id = $id"""
    return ask(sql, id=contact_id)


def turns(contact_id: str) -> pd.DataFrame:
    """The transcript of a contact, the reason that is mentioned in a turn (null: none), and how the customer's turns feel."""
    sql = """select turn_index, speaker, speaker_label, started_ms, text, reason_label, sentiment, sentiment_confidence
        from marts.turn
        left join marts.reason using (reason_code) where contact_id = $id order by turn_index"""
    return ask(sql, id=contact_id)


def quoted(contact_id: str) -> pd.DataFrame:
    """The turns that serve as a quote, and of what: turn_index, words."""
    sql = """
        select distinct turn_index, 'Quoted for the alert ' || subject_label as words
        from marts.alert_quote join marts.alert using (alert_id) where contact_id = $id
        union
        select turn_index, 'Quoted for ' || reason_label
        from marts.reason_quote join marts.reason using (reason_code) where contact_id = $id
        union
        select turn_index, 'Quoted for the topic ' || topic_label
        from marts.topic_quote join marts.topic using (topic_code) where contact_id = $id
        order by all"""
    return ask(sql, id=contact_id)


def chain(contact_id: str) -> pd.DataFrame:
    """The contacts of the same customer about the same reason, this one among them, the oldest first; none where alone."""
    sql = """
        with own as (select chain_id from marts.contact_kpi where contact_id = $id and chain_id is not null)
        select contact_id, contact.contact_date, contact.channel_label, chain_place
        from marts.contact_kpi semi join own using (chain_id) join marts.contact using (contact_id)
        order by chain_place, contact_id"""
    found = ask(sql, id=contact_id)
    return found if len(found) > 1 else found.head(0)
