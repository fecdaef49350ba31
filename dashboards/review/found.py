"""Found: which contacts should people look at, by what the last run thought of them?"""

from __future__ import annotations

import pandas as pd

from dashboards.marts import ask
from dashboards.view import INSIDE, View


def miscoded(view: View) -> pd.DataFrame:
    """The contacts of the view whose agent's code is probably wrong, the likeliest first."""
    sql = f"""
        select miscoded_contact.* from marts.miscoded_contact
        semi join (from marts.contact where contact_date between $start and $end and {INSIDE}) using (contact_id)
        order by wrong_chance desc, contact_id"""
    return ask(sql, start=view.start, end=view.end, **view.wanted)


def candidates() -> pd.DataFrame:
    """The contacts that are worth a label, the most telling first."""
    sql = """select label_candidate.*, disposition_label from marts.label_candidate join marts.contact using (contact_id)
        order by place"""
    return ask(sql)


def reasons() -> dict[str, str]:
    """The reasons that a contact can be given, by code: group and label."""
    sql = """select reason_code, reason_label, group_label from marts.reason where reason_code <> 'unsure'
        order by group_label, reason_label"""
    return {row.reason_code: _named(row.group_label, row.reason_label) for row in ask(sql).itertuples()}


def _named(group_label: object, label: str) -> str:
    return f"{group_label}: {label}" if isinstance(group_label, str) and group_label != label else label


def contacts_of(contact_ids: tuple[str, ...]) -> pd.DataFrame:
    """What is published of these contacts: contact_id, contact_date, reason_code, reason_label, method, disposition_label."""
    sql = """select contact_id, contact_date, reason_code, reason_label, method, disposition_label from marts.contact
        where contact_id in (select unnest($ids::varchar[]))"""
    return ask(sql, ids=contact_ids)
