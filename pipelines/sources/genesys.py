"""Genesys Cloud: which contacts does an answer of the conversation detail query hold?

Metrics are in milliseconds; where a record has none, the segments of the agent's sessions give the times.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

CHANNELS = {"voice": "voice", "chat": "chat", "email": "email", "message": "message", "callback": "voice"}

Rows = list[dict[str, Any]]


def read_genesys_conversations(document: dict[str, Any], _file_stem: str) -> tuple[Rows, Rows]:
    """One contact a conversation (canonical names, untyped); the records hold no turns.

    Raises:
        ValueError: the document holds no conversations.
    """
    conversations = document.get("conversations") if isinstance(document, dict) else document
    if not isinstance(conversations, list):
        raise ValueError("a conversation detail answer has a list named conversations")
    return [_contact(each) for each in conversations], []


def _contact(conversation: dict[str, Any]) -> dict[str, Any]:
    participants = conversation["participants"]
    agents = _agents(participants)
    sessions = list(_sessions(participants))
    metrics = _metrics(sessions)
    talk, hold, wrap = (_seconds_of(agents, kind) for kind in ("interact", "hold", "wrapup"))
    waited = _seconds_of([each for each in participants if each.get("purpose") == "acd"], "interact")
    answered = [segment["segmentStart"] for segment in _segments(agents) if segment["segmentType"] == "interact"]
    answerers = {each.get("userId") for each in agents if any(_lengths([each], "interact"))}
    queues = [segment["queueId"] for segment in _segments(participants) if segment.get("queueId")]
    codes = [segment["wrapUpCode"] for segment in _segments(agents) if segment.get("wrapUpCode")]
    media = [str(session.get("mediaType")) for session in sessions]
    return {
        "contact_id": conversation["conversationId"],
        "channel_code": CHANNELS.get(media[0] if media else "", "unknown"),
        "direction_code": conversation.get("originatingDirection"),
        "started_at": conversation["conversationStart"],
        "answered_at": min(answered) if answered else None,
        "ended_at": conversation.get("conversationEnd"),
        "queue_label": queues[0] if queues else None,
        "agent_id": next((each["userId"] for each in reversed(agents) if each.get("userId")), None),
        "disposition_code": codes[-1] if codes else None,
        "queue_seconds": metrics.get("tWait", waited if queues else None),
        "talk_seconds": metrics.get("tTalk", talk),
        "hold_seconds": metrics.get("tHeld", hold),
        "wrap_seconds": metrics.get("tAcw", wrap),
        "is_abandoned": str(bool(queues) and not answered),
        "transfer_count": int(metrics.get("nTransferred", max(len(answerers) - 1, 0))),
        "is_callback": str("callback" in media),
    }


def _agents(participants: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Who took the contact; a "user" where there is a queue or an "agent" is a colleague who called."""
    purposes = {each.get("purpose") for each in participants}
    taker = "agent" if purposes & {"agent", "acd"} else "user"
    return [each for each in participants if each.get("purpose") == taker]


def _sessions(participants: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (session for each in participants for session in each.get("sessions", []))


def _segments(participants: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (segment for session in _sessions(participants) for segment in session.get("segments", []))


def _metrics(sessions: list[dict[str, Any]]) -> dict[str, float]:
    """Sums over the sessions: seconds for times (t…), plain numbers for counts (n…)."""
    sums: dict[str, float] = {}
    for session in sessions:
        for metric in session.get("metrics", []):
            scale = 0.001 if metric["name"].startswith("t") else 1
            sums[metric["name"]] = sums.get(metric["name"], 0) + metric["value"] * scale
    return sums


def _seconds_of(participants: list[dict[str, Any]], segment_type: str) -> float:
    return sum(_lengths(participants, segment_type))


def _lengths(participants: list[dict[str, Any]], segment_type: str) -> list[float]:
    return [_length(each) for each in _segments(participants) if each["segmentType"] == segment_type]


def _length(segment: dict[str, Any]) -> float:
    if not segment.get("segmentEnd"):
        return 0.0
    start, end = (datetime.fromisoformat(segment[key]) for key in ("segmentStart", "segmentEnd"))
    return (end - start).total_seconds()
