"""Contacts: which ones match, and what was said in one of them?"""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dashboards.marts import ask
from dashboards.view import View

MATCHING = """
    with label as (select value_code, value_label from marts.dimension_value where dimension_code = 'site_code'),
    matching as (
        from marts.contact
        where (contact_date between $start and $end or ($undated and contact_date is null))
            and is_wanted($channels, channel_code)
            and is_wanted($languages, language_code)
            and is_wanted($departments, department_code)
            and (len($sites::varchar[]) = 0 or site_label in
                (select value_label from label where list_contains($sites::varchar[], value_code)))
            and ($reason = '' or reason_code = $reason)
            and ($topic = '' or topic_code = $topic)
            and ($disposition = '' or disposition_code = $disposition)
            and ($pattern = '' or contact_id in
                (select contact_id from marts.turn where text ilike $pattern escape '\\'))
    )
"""


@dataclass(frozen=True)
class Search:
    """What the reader asked for on the Contacts page, beside the view."""

    words: str = ""
    reason_code: str = ""
    disposition_code: str = ""
    topic_code: str = ""
    is_undated_wanted: bool = False

    @property
    def pattern(self) -> str:
        """The LIKE pattern that finds the words anywhere, its own wildcards escaped."""
        if not self.words.strip():
            return ""
        words = self.words.strip()
        for sign in ("\\", "%", "_"):
            words = words.replace(sign, "\\" + sign)
        return f"%{words}%"


def _find(select: str, view: View, search: Search, **more: object) -> pd.DataFrame:
    return ask(
        MATCHING + select,
        start=view.start,
        end=view.end,
        channels=view.channels,
        sites=view.sites,
        languages=view.languages,
        departments=view.departments,
        reason=search.reason_code,
        disposition=search.disposition_code,
        topic=search.topic_code,
        pattern=search.pattern,
        undated=search.is_undated_wanted,
        **more,
    )


def count_by_day(view: View, search: Search) -> pd.DataFrame:
    """One row per day (null: undated) with the matching contacts and how many of them are not sure or have a text."""
    select = """select contact_date, count(*) as contact_count,
        count(*) filter (reason_code = 'unsure') as unsure_count, count(*) filter (has_transcript) as transcript_count
        from matching group by all order by contact_date nulls last"""
    return _find(select, view, search)


def page(view: View, search: Search, limit: int, offset: int) -> pd.DataFrame:
    """One page of the matching contacts, newest first."""
    select = """select contact_id, started_local, contact_date, channel_label, language_label, reason_label,
        disposition_label, has_transcript, first_words
        from matching order by started_local desc nulls last, contact_id limit $limit offset $offset"""
    return _find(select, view, search, limit=limit, offset=offset)


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
