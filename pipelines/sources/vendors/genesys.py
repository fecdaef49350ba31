"""Genesys Cloud: which contact is each conversation of a detail answer?

Metrics are in milliseconds; where a record has none, the segments of the agents' sessions give the times. The records hold
no turns: those come from the transcripts.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from pipelines.sources.vendors.rows import Rows, contact_row
from pipelines.sources.vendors.values import label, moment, objects, text

LIST_NAME = "conversations"  # of an answer
CHANNELS = {"voice": "voice", "chat": "chat", "email": "email", "message": "message", "callback": "voice"}
Objects = list[dict[str, Any]]

_FULL_NAME = re.compile(
    r"[^\W\d_]+(?: [^\W\d_]+){1,3}"
)  # a caller's name; the network also sends "Customer" and numbers


def recognises(document: Any) -> bool:
    """Whether this is an answer of the conversation detail query, or one conversation of it."""
    try:
        first = records(document)[0]
    except (ValueError, IndexError):
        return False
    return (
        isinstance(first, dict)
        and "conversationStart" in first
        and "participants" in first
        and "transcripts" not in first
    )


def records(document: Any) -> list[Any]:
    """The conversations of an answer.

    Raises:
        ValueError: it holds none.
    """
    found = document.get("conversations", [document]) if isinstance(document, dict) else document
    if not isinstance(found, list) or (found and found[0] is document and "conversationId" not in document):
        raise ValueError("a conversation detail answer has a list named conversations")
    return found


def read(document: Any, stem: str) -> tuple[Rows, Rows]:
    """The contact of one conversation, and no turns.

    Raises:
        ValueError: a value is of another kind than the format has.
    """
    participants = _objects(document["participants"])
    agents = _agents(participants)
    sessions = list(_sessions(participants))
    media = [text(session, "mediaType") for session in sessions]
    queues = [text(segment, "queueId") for segment in _segments(participants) if segment.get("queueId")]
    agent_id = next((text(each, "userId") for each in reversed(agents) if each.get("userId")), None)
    contact = contact_row(
        text(document, "conversationId") or stem,
        next((CHANNELS[each] for each in media if each in CHANNELS), None),
        None,
        direction_code=label(document, "originatingDirection"),
        started_at=label(document, "conversationStart"),
        ended_at=label(document, "conversationEnd"),
        queue_label=queues[0] if queues else None,
        agent_id=agent_id,
        agent_label=agent_id,  # until a look-up of the users gives its name
        is_callback="callback" in media,
        **_handling(participants, agents, _metrics(sessions), bool(queues)),
        **_customer(participants, text(document, "originatingDirection")),
        **_opinions(document, agents),
    )
    return [contact], []


def _handling(participants: Objects, agents: Objects, metrics: dict[str, float], is_queued: bool) -> dict[str, Any]:
    """When and for how long agents were at work on it."""
    talk, hold, wrap = (sum(_lengths(agents, kind)) for kind in ("interact", "hold", "wrapup"))
    waited = sum(_lengths([each for each in participants if each.get("purpose") == "acd"], "interact"))
    answered = [each["segmentStart"] for each in _segments(agents) if each["segmentType"] == "interact"]
    is_answered = bool(answered) or metrics.get("tTalk", 0) > 0
    answerers = {text(each, "userId") for each in agents if any(_lengths([each], "interact"))}
    is_voicemail = any(each.get("purpose") == "voicemail" for each in participants)
    return {
        "answered_at": min(answered, default=None),
        "queue_seconds": metrics.get("tWait", waited if is_queued else None),
        "talk_seconds": metrics.get("tTalk", talk),
        "hold_seconds": metrics.get("tHeld", hold),
        "wrap_seconds": metrics.get("tAcw", wrap),
        "handle_seconds": metrics.get("tHandle"),
        "is_abandoned": not is_answered and not is_voicemail and (is_queued or "tAbandon" in metrics),
        "transfer_count": int(metrics.get("nTransferred", max(len(answerers) - 1, 0))),
    }


def _customer(participants: Objects, direction: str) -> dict[str, Any]:
    """Who called: the id of an external contact, else the address at the customer's end."""
    customers = [each for each in participants if each.get("purpose") in ("customer", "external")]
    names = ("dnis", "addressTo") if direction == "outbound" else ("ani", "addressFrom", "addressOther", "remote")
    known = [text(each, "externalContactId") for each in customers]
    addresses = [text(session, name) for session in _sessions(customers) for name in names]
    callbacks = [number for session in _sessions(customers) for number in session.get("callbackNumbers") or []]
    ids = [str(each) for each in (*known, *addresses, *callbacks) if each]
    titles = [text(each, "participantName") for each in customers]
    return {
        "customer_id": re.sub(r"^(?:tel|sip):|@.*$", "", ids[0]) if ids and not ids[0].startswith("mailto:") else None,
        "customer_name": next((each for each in titles if _FULL_NAME.fullmatch(each)), None),
    }


def _opinions(document: dict[str, Any], agents: Objects) -> dict[str, Any]:
    """What the agent, the customer and the evaluators said about it; scores of 0 to 100 stay beside the columns."""
    surveys, evaluations = objects(document, "surveys"), objects(document, "evaluations")
    wrapups = [each for each in _segments(agents) if each.get("wrapUpCode")]
    promoter = [each["surveyPromoterScore"] for each in surveys if each.get("surveyPromoterScore") is not None]
    kept = {
        "survey_total_score": next((label(each, "oSurveyTotalScore") for each in reversed(surveys)), None),
        "evaluation_total_score": next((label(each, "oTotalScore") for each in reversed(evaluations)), None),
        "wrap_up_note": next((label(each, "wrapUpNote") for each in reversed(wrapups)), None),
    }
    return {
        "disposition_code": text(wrapups[-1], "wrapUpCode") if wrapups else None,
        "nps_score": promoter[-1] if promoter else None,
        "is_survey_sent": True if surveys else None,
        "attributes": {name: value for name, value in kept.items() if value},
    }


def _agents(participants: Objects) -> Objects:
    """Who took the contact; a "user" where there is a queue or an "agent" is a colleague who called."""
    purposes = {text(each, "purpose") for each in participants}
    taker = "agent" if purposes & {"agent", "acd"} else "user"
    return [each for each in participants if each.get("purpose") == taker]


def _objects(value: Any) -> Objects:
    return objects({"participants": value}, "participants")


def _sessions(participants: Objects) -> Iterator[dict[str, Any]]:
    return (session for each in participants for session in objects(each, "sessions"))


def _segments(participants: Objects) -> Iterator[dict[str, Any]]:
    return (segment for session in _sessions(participants) for segment in objects(session, "segments"))


def _metrics(sessions: Objects) -> dict[str, float]:
    """Sums over the sessions: seconds for times (t…), plain numbers for counts (n…)."""
    sums: dict[str, float] = {}
    for metric in (metric for session in sessions for metric in objects(session, "metrics")):
        name, scale = text(metric, "name"), 0.001 if text(metric, "name").startswith("t") else 1
        sums[name] = sums.get(name, 0) + _finite(metric["value"]) * scale
    return sums


def _finite(value: Any) -> float:
    number = float(value)
    if not math.isfinite(number):
        raise ValueError("a metric is not a number")
    return number


def _lengths(participants: Objects, segment_type: str) -> list[float]:
    return [_length(each) for each in _segments(participants) if each["segmentType"] == segment_type]


def _length(segment: dict[str, Any]) -> float:
    start, end = moment(segment, "segmentStart"), moment(segment, "segmentEnd")
    return (end - start).total_seconds() if start and end else 0.0
