"""Transcripts, as Amazon Contact Lens writes them: a document per line, offsets for voice, clock times for text."""

import json
from datetime import datetime, timedelta

from pipelines.simulate.conversation import AGENT, CUSTOMER, Turn, converse, write_mails
from pipelines.simulate.scene import Contact, Scene, set_scene
from pipelines.simulate.voices import mail_body, spoken, tidy, typed

_LANGUAGE = {"en": "en-US", "es": "es-US"}
_ROLES = {CUSTOMER: "CUSTOMER", AGENT: "AGENT"}


def transcript_line(contact: Contact, started_at: datetime, seconds: int, seed: int) -> str:
    """Return the document of one contact as a line of JSON (without the line's end)."""
    scene = set_scene(contact, seed)
    document = _voice(scene, seconds) if contact.channel == "voice" else _written(scene, started_at, seconds)
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def _voice(scene: Scene, seconds: int) -> dict:
    said = [(turn.speaker, spoken(turn.sentences, scene, turn.speaker == CUSTOMER)) for turn in converse(scene)]
    said = [(speaker, text) for speaker, text in said if text]
    lengths = [max(500, int(len(text.split()) * scene.rng.uniform(300, 430))) for _, text in said]
    gaps = [int(scene.rng.expovariate(1 / 900)) for _ in said]
    stretch = max(1.0, (seconds * 1000 - sum(lengths)) / max(1, sum(gaps)))
    items, clock = [], 0
    for place, ((speaker, text), length, gap) in enumerate(zip(said, lengths, gaps, strict=True)):
        begin = clock + int(gap * min(stretch, 40))
        clock = begin + length
        items.append({
            "Id": f"{scene.contact.contact_id}-{place:03d}", "ParticipantId": _ROLES[speaker], "Content": text,
            "BeginOffsetMillis": begin, "EndOffsetMillis": clock,
        })  # fmt: skip
    document = _envelope(scene, "VOICE", "VOICE-2022-11-30")
    document["Participants"] = [{"ParticipantId": role, "ParticipantRole": role} for role in ("CUSTOMER", "AGENT")]
    document["ConversationCharacteristics"] = {"TotalConversationDurationMillis": clock}
    return document | {"Transcript": items}


def _written(scene: Scene, started_at: datetime, seconds: int) -> dict:
    is_mail = scene.contact.channel == "email"
    said = _mails(scene) if is_mail else _messages(scene)
    names = {CUSTOMER: scene.person.first, AGENT: scene.contact.agent.label.split()[0]}
    ids = {speaker: f"{scene.contact.contact_id[2:10]}-{role.lower()}" for speaker, role in _ROLES.items()}
    step = 3 * 3600 if is_mail else max(8.0, seconds / (len(said) + 1))
    items, moment = [], started_at
    for place, (speaker, text) in enumerate(said):
        items.append({
            "AbsoluteTime": f"{moment.isoformat(timespec='milliseconds')}Z", "Content": text,
            "ContentType": "text/plain", "DisplayName": names[speaker], "Id": f"{ids[speaker]}-{place:03d}",
            "ParticipantId": ids[speaker], "ParticipantRole": _ROLES[speaker], "Type": "MESSAGE",
        })  # fmt: skip
        moment += timedelta(milliseconds=int(step * scene.rng.uniform(0.3, 1.7) * 1000))
    document = _envelope(scene, "EMAIL" if is_mail else "CHAT", "CHAT-2022-11-30")
    document["Participants"] = [
        {"ParticipantId": ids[speaker], "ParticipantRole": role, "DisplayName": names[speaker]}
        for speaker, role in _ROLES.items()
    ]
    return document | {"Transcript": items}


def _envelope(scene: Scene, channel: str, version: str) -> dict:
    return {
        "Version": version,
        "AccountId": "000000000000",
        "Channel": channel,
        "ContentMetadata": {"Output": "Raw"},
        "JobStatus": "COMPLETED",
        "LanguageCode": _LANGUAGE[scene.contact.language],
        "CustomerMetadata": {"ContactId": scene.contact.contact_id, "InstanceId": "simulated-contact-centre"},
        "Categories": {"MatchedCategories": [], "MatchedDetails": {}},
    }


def _messages(scene: Scene) -> list[tuple[str, str]]:
    """Return the turns of a chat, a social thread or a row of text messages."""
    care = scene.rng.betavariate(1.3, 1.6)
    turns = converse(scene)
    if scene.contact.channel == "message":
        turns = _short(turns, scene)
    said = [(turn.speaker, _type(turn, scene, care)) for turn in turns]
    if scene.contact.channel == "social":
        said = [_post(said, scene), *said[_first_agent(said) :]]
    return [(speaker, text) for speaker, text in said if text.strip()]


def _type(turn: Turn, scene: Scene, care: float) -> str:
    if turn.speaker == AGENT:
        return tidy(turn.sentences) if scene.contact.agent.skills["greet"] > 0.3 else typed(turn.sentences, scene, 0.4)
    return typed(turn.sentences, scene, care)


def _short(turns: list[Turn], scene: Scene) -> list[Turn]:
    """Return text messages: the same talk with fewer of its courtesies."""
    return [
        turn for place, turn in enumerate(turns) if place < 3 or len(" ".join(turn.sentences)) > 34 or scene.chance(0.4)
    ]


def _first_agent(said: list[tuple[str, str]]) -> int:
    return next((place for place, (speaker, _) in enumerate(said) if speaker == AGENT), len(said))


def _post(said: list[tuple[str, str]], scene: Scene) -> tuple[str, str]:
    """Return the public post that a social contact starts with."""
    words = " ".join(text for speaker, text in said[: _first_agent(said)])
    return CUSTOMER, f"{scene.line(CUSTOMER, 'social')} {words} {scene.line(CUSTOMER, 'tags')}".strip()


def _mails(scene: Scene) -> list[tuple[str, str]]:
    """Return a thread of e-mails: the customer's, the answer, and often a reply with the answer quoted below."""
    care = scene.rng.betavariate(3, 1.4)
    first, answer, reply = write_mails(scene)
    label = scene.contact.agent.label
    mail = _mail(scene, scene.line(CUSTOMER, "salute"), mail_body(first, scene, care))
    thanks = [scene.line(AGENT, "mail_thanks")] * scene.chance(0.8)
    said = tidy([*thanks, *answer])
    hello, sign = tidy([scene.line(AGENT, "mail_open")]), tidy([scene.line(AGENT, "mail_sign")])
    response = f"{hello}\n\n{said}\n\n{sign}\n{label}\nAlderbrook"
    thread = [(CUSTOMER, f"{_subject(scene)}\n\n{mail}"), (AGENT, response)]
    if reply:
        quoted = "\n".join(f"> {line}" for line in response.splitlines())
        signature = scene.person.first if scene.chance(0.7) else ""
        wrote = {
            "en": f"On {scene.slots['day']()}, Alderbrook wrote:",
            "es": f"El {scene.slots['day']()}, Alderbrook escribió:",
        }
        thread.append(
            (CUSTOMER, f"{typed(tuple(reply), scene, care)}\n{signature}\n\n{wrote[scene.contact.language]}\n{quoted}")
        )
    return thread


def _mail(scene: Scene, salutation: str, body: str) -> str:
    sign = scene.line(CUSTOMER, "sign")
    name = scene.person.name if scene.chance(0.7) else scene.person.first
    footer = scene.line(CUSTOMER, "footer")
    head = f"{salutation[:1].upper()}{salutation[1:]}\n\n" if salutation else ""
    return f"{head}{body}\n\n{sign[:1].upper()}{sign[1:]}\n{name}\n{footer}".rstrip()


def _subject(scene: Scene) -> str:
    label = {"en": "Subject", "es": "Asunto"}[scene.contact.language]
    subject = scene.line(CUSTOMER, "subject")
    return f"{label}: {subject[:1].upper()}{subject[1:]}"
