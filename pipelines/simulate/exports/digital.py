"""Chats, e-mails, social posts and messages, as Twilio Flex's insights export them: nested JSON, one line each, UTC."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from pipelines.simulate.catalogue import CARRIERS, CHANNELS, LANGUAGES, REGIONS, SITES, Catalogue
from pipelines.simulate.exports.calls import queue_label
from pipelines.simulate.exports.rows import plus, records, utc_text
from pipelines.simulate.people import Agent, Person

_CHANNEL_NAMES = {
    "chat": ("Chat",),
    "email": ("Email",),
    "social": ("Facebook", "Instagram"),
    "message": ("SMS", "WhatsApp"),
}


def write_digital(path: Path, contacts: pd.DataFrame, catalogue: Catalogue, agents: list[Agent], seed: int) -> None:
    """Write one line per conversation."""
    length = contacts[["queue_seconds", "talk_seconds", "wrap_seconds"]].sum(axis=1)
    started = utc_text(contacts["started_at"])
    ended = utc_text(plus(contacts["started_at"], length))
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row, start, end in zip(records(contacts), started, ended, strict=True):
            file.write(json.dumps(_document(row, start, end, catalogue, agents, seed), ensure_ascii=False) + "\n")


def _document(row: Any, started: str, ended: str, catalogue: Catalogue, agents: list[Agent], seed: int) -> dict:
    language, channel, site = LANGUAGES[row.language], CHANNELS[row.channel], SITES[row.site]
    person = Person(row.customer, language, seed)
    agent = None if row.is_abandoned else agents[row.agent]
    names = _CHANNEL_NAMES[channel]
    conversation = {
        "conversation_id": row.contact_id,
        "communication_channel": names[row.number % len(names)],
        "direction": "Inbound",
        "start_time": started,
        "end_time": ended,
        "outcome": row.disposition_code or None,
        "abandoned": "Yes" if row.is_abandoned else "No",
        "queue": queue_label(catalogue.reasons[row.reason].code, language),
        "queue_time": row.queue_seconds,
        "talk_time": row.talk_seconds,
        "hold_time": 0,
        "wrap_up_time": row.wrap_seconds,
        "transfers": row.transfer_count,
        "language": language,
        "handling_team_name": agent.team if agent else None,
        "survey_sent": "Yes" if row.is_survey_sent else "No",
        "conversation_attribute_1": catalogue.products[row.product].label,
        "conversation_attribute_2": REGIONS[row.region],
        "conversation_attribute_3": CARRIERS[row.carrier] if row.carrier >= 0 else None,
        "conversation_attribute_4": site.code,
        "conversation_attribute_5": site.timezone,
    }
    return {
        "kind": "Conversation",
        "date_updated": ended,
        "conversations": conversation,
        "agents": {"agent_id": agent.agent_id, "full_name": agent.label} if agent else None,
        "customers": {"customer_id": person.customer_number, "email": person.email, "phone": person.phone},
    }
